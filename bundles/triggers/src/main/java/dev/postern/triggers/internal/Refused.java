// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.time.Duration;
import java.util.Optional;

import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.triggers.internal.TriggerRecords.Failure;

/** No message came of a due time. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private static final Duration COME_BACK = Duration.ofSeconds(5);

    private final transient Failure failure;
    private final transient Optional<WireException> refusal;

    /** The trigger's own code said nothing. */
    Refused(String code, String reason) {
        super(reason);
        failure = new Failure(code, reason, false);
        refusal = Optional.empty();
    }

    /** Its message was not accepted. */
    Refused(WireException refused) {
        super(refused);
        failure = new Failure(refused.code().code(), String.valueOf(refused.getMessage()), refused.retryable());
        refusal = Optional.of(refused);
    }

    Failure failure() {
        return failure;
    }

    /** Whether the gateway takes no messages just now, or another was first: nothing worth a record. */
    boolean isPassing() {
        return failure.again() && refusal.map(WireException::code)
                .filter(code -> code == ErrorCode.UNAVAILABLE || code == ErrorCode.CONFLICT).isPresent();
    }

    /** When to try the same time again. */
    Duration after() {
        return refusal.flatMap(WireException::retryAfter).orElse(COME_BACK);
    }

    /** For whoever fires by hand. */
    WireException wire(String trigger) {
        return refusal.orElseGet(() -> new WireException(ErrorCode.PRECONDITION_FAILED,
                "the trigger " + trigger + " sent nothing: " + failure.reason()));
    }
}
