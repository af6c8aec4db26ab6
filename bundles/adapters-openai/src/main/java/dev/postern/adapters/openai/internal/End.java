// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

/** How the telling of a turn ends. */
sealed interface End {

    /** It has its reply, which was told. */
    record Replied(String text) implements End {}

    /** There is none, and why. */
    record Refused(Refusal why) implements End {}

    /**
     * It waits for a person longer than anybody waits here.
     *
     * @param text says so, and what to do; it was told
     */
    record Waiting(String text) implements End {}
}
