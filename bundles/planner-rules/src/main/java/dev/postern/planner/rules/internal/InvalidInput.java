// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

/** Something a person typed that cannot be taken, in words for that person. */
final class InvalidInput extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidInput(String message) {
        super(message);
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
