// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.json;

/** JSON that cannot be read, mapped, or taken as a schema. Its message names the place and the rule, never a value. */
public final class JsonException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With what is wrong, and where. */
    public JsonException(String message) {
        super(message);
    }
}
