// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.io.Closeable;
import java.io.IOException;

/** Where a person sits. What is shown comes from one thread, what is typed is read by another. */
interface Front extends Closeable {

    /** What a person did. */
    sealed interface Input permits Typed, Interrupt, Ended {}

    /**
     * A message, a command or an answer.
     *
     * @param text may have several lines
     * @param asked the approval that the person was asked about long enough to have read it; empty for none
     */
    record Typed(String text, String asked) implements Input {}

    /**
     * Ctrl-C.
     *
     * @param hadText whether something was being typed
     */
    record Interrupt(boolean hadText) implements Input {}

    /** There is no more to read. */
    record Ended() implements Input {}

    /**
     * What changes all the time.
     *
     * @param activity what is going on; empty for nothing
     * @param asked the approval that a person is asked about; empty for none
     * @param prompt what is asked, or empty
     * @param isHold whether the approval is given by keeping a key pressed
     * @param swallows whether that key means nothing for a while
     */
    record Live(String activity, String asked, String prompt, boolean isHold, boolean swallows) {
        static final Live NOTHING = new Live("", "", "", false, false);
    }

    /** Shows this, after what was shown before. */
    void show(Out out);

    /** Shows what changes; ends what {@link #show} began. */
    void live(Live live);

    /** Waits for what a person does next. */
    Input read() throws IOException;

    /** Nothing is to be read any more. */
    void stop();

    /** Whether a person is there who can be asked. */
    boolean isAsking();

    /** Whether the next message waits for the turn before to end. */
    boolean isInTurns();
}
