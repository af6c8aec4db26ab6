// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import dev.postern.api.json.JsonObject;

/** What a conversation puts on the screen, in order. All of it is harmless already: no terminal obeys any of it. */
sealed interface Out {

    /** What a line is, which says how it looks. */
    enum Kind {
        /** What the person said. */
        USER,
        /** A call of a tool, folded. */
        CALL,
        /** What came of a call, folded. */
        RESULT,
        /** That a call brought nothing, folded. */
        FAILED,
        /** What a person decides by; never cut. */
        ASK,
        /** What is said beside the conversation. */
        NOTE,
        /** What went wrong. */
        ERROR,
        /** What was asked to be shown. */
        DETAIL,
        /** A reply of earlier. */
        PAST;

        /** Whether it has one row of the screen, however long it is. */
        boolean isFolded() {
            return this == CALL || this == RESULT || this == FAILED;
        }
    }

    /**
     * A line of its own.
     *
     * @param text without its end
     */
    record Line(Kind kind, String text) implements Out {}

    /**
     * The reply goes on.
     *
     * @param text may hold line ends
     */
    record Text(String text) implements Out {}

    /** The reply, or its part, has ended. */
    record End() implements Out {}

    /** What there is of the reply does not count: it broke off, and another follows. */
    record Again() implements Out {
        static final String SAID = "the answer broke off; another one:";
    }

    /**
     * A turn ended; programs are told of nothing else.
     *
     * @param payload of the event that says so
     */
    record Turn(JsonObject payload) implements Out {}

    static Line note(String text) {
        return new Line(Kind.NOTE, text);
    }

    static Line error(String text) {
        return new Line(Kind.ERROR, text);
    }

    static Line detail(String text) {
        return new Line(Kind.DETAIL, text);
    }
}
