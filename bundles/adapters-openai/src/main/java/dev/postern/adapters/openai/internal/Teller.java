// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.io.IOException;

import dev.postern.api.event.Event;

/** Tells a client of a turn, in one of the wires. Used by one thread; what it throws means that the client is gone. */
interface Teller {

    /** More of the text that is being said; the first after another's end begins a new one. */
    void text(String more) throws IOException;

    /** The text that was said is whole: something else follows, or the end. */
    void textDone() throws IOException;

    /** The text that was said broke off and counts for nothing; what was meant is said anew. */
    void textBroken() throws IOException;

    /** Something about a tool or an approval is on record. */
    void happened(Event event) throws IOException;

    /** Nothing to tell for a while. */
    void idle() throws IOException;

    /** The turn ended, or is not waited for any more. */
    void end(End end) throws IOException;
}
