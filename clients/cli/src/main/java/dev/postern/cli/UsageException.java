// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

/** The command was given wrongly; exit code 2. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
