// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.util.Locale;

import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.tool.ToolRunner;
import dev.postern.core.turn.Call;

/**
 * Says what came of an intent: a call that was begun has ended, runs, or nobody knows. It stays unknown until an operator
 * says what became of it.
 */
final class Outcomes {
    static final String UNKNOWN = "unknown";
    private static final String RUNNING = "running";

    private final Rows rows;
    private final ToolRunner runner;

    Outcomes(Rows rows, ToolRunner runner) {
        this.rows = rows;
        this.runner = runner;
    }

    AuditView settled(AuditView view, String tenant) {
        boolean intent = view.type().equals(RecordType.TOOL_STARTED.topic())
                || view.type().equals(RecordType.TOOL_IN_DOUBT.topic());
        return intent && view.call().isPresent() ? view.with(of(tenant, view.call().get())) : view;
    }

    private String of(String tenant, String call) {
        // asked before the row: what ends in between has its end there
        boolean runs = runner.principal(tenant, call).isPresent();
        return rows.call(tenant, call).map(Call::state).map(state -> switch (state) {
            case RUNNING, REQUESTED, WAITING_APPROVAL -> runs ? RUNNING : UNKNOWN;
            case IN_DOUBT -> UNKNOWN;
            case FINISHED, FAILED, DENIED, CANCELLED, PREVIEWED -> state.name().toLowerCase(Locale.ROOT);
        }).orElse(runs ? RUNNING : UNKNOWN);
    }
}
