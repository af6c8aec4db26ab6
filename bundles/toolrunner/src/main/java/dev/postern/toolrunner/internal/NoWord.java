// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import dev.postern.core.approval.Approval;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;

/** Why a call that asked for a person's word does not run. */
final class NoWord {
    private NoWord() {}

    static String refused(Approval asked) {
        return asked.decision()
                .map(no -> no.by() + " denied " + asked.tool() + (no.reason().isEmpty() ? "" : ": " + no.reason()))
                .orElseGet(() -> asked.tool() + " was denied");
    }

    static String late(Approval asked) {
        return "nobody let " + asked.tool() + " run until " + asked.expiresAt() + ", when the question expired";
    }

    /** As the call's row has it. */
    static Call.Failure failure(String message) {
        return new Call.Failure(ErrorCode.DENIED.code(), java.util.Optional.empty(), message, false);
    }
}
