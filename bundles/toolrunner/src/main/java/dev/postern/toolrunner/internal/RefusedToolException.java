// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

/** A registration that does not become a tool, and why. */
final class RefusedToolException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedToolException(String message) {
        super(message);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
