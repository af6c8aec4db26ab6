// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.Optional;

import dev.postern.core.json.Schema;

/** Where an input breaks its schema, in a failure's message: {@code input/limit: must be at most 500}. */
final class InputPlace {
    private static final String PREFIX = "input";

    private InputPlace() {}

    static String message(Schema.Violation violation) {
        return PREFIX + violation.path() + ": " + violation.message();
    }

    /** The pointer to the place, beginning with {@code /input}. */
    static Optional<String> pointer(String message) {
        int end = message.indexOf(": ");
        return message.startsWith(PREFIX) && end > 0 ? Optional.of("/" + message.substring(0, end)) : Optional.empty();
    }
}
