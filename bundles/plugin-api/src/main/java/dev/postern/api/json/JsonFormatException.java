// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.json;

/** Text that is not JSON as {@link JsonValue#parse} takes it. Its message names the rule and the place, never the text. */
public final class JsonFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int position;

    /**
     * With the rule that is broken.
     *
     * @param rule what is wrong
     * @param position at which character, from 0
     */
    public JsonFormatException(String rule, int position) {
        super(rule + " at character " + position);
        this.position = position;
    }

    /** At which character, from 0. */
    public int position() {
        return position;
    }
}
