// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

/** A text made a pattern try more often than it may. */
final class TooCostlyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooCostlyException() {
        super("the pattern takes too long on this text; make it simpler");
    }
}
