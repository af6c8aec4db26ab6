// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.util.Set;
import java.util.stream.Collectors;

import dev.postern.core.store.Journal;
import dev.postern.core.store.Rows;
import dev.postern.core.turn.Turn;
import dev.postern.pipeline.internal.record.CallIds;

/** The calls for whose sake a turn stands in doubt. */
public final class DoubtfulCalls {
    private DoubtfulCalls() {}

    /** Their ids. */
    public static Set<String> of(Rows rows, Journal journal, Turn turn) {
        var steps = new StepReader(rows, turn.tenant(), turn.id(), journal.ofTurn(turn.tenant(), turn.id())).read();
        return steps.open()
                .map(open -> open.known().entrySet().stream()
                        .filter(known -> known.getValue() instanceof Steps.Known.InDoubt)
                        .map(known -> CallIds.of(turn.id(), open.number(), known.getKey()))
                        .collect(Collectors.toUnmodifiableSet()))
                .orElse(Set.of());
    }
}
