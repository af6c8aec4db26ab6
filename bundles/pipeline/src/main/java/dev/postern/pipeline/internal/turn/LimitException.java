// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

/** The turn reached one of its limits. */
final class LimitException extends Exception {
    private static final long serialVersionUID = 1L;
    private final TurnEnd.Failed end;

    LimitException(TurnEnd.Failed end) {
        super(end.failure().message(), null, false, false);
        this.end = end;
    }

    TurnEnd.Failed end() {
        return end;
    }
}
