// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.io.IOException;

import dev.postern.api.client.TurnFeed.News;

/**
 * Makes whole texts of pieces. A piece that was lost, or that came before anybody listened, leaves the rest of its attempt
 * untold until the reply is known: a text never has a hole.
 */
final class Speech {
    private final Teller teller;
    /** What was told of the attempt that is being told. */
    private final StringBuilder told = new StringBuilder();
    private int step = -1;
    private int attempt = -1;
    private long next;
    private boolean holed;

    Speech(Teller teller) {
        this.teller = teller;
    }

    /** A model says something. */
    void piece(News.Said said) throws IOException {
        if (said.attempt() != attempt) {
            if (said.step() != step) {
                over();
            } else {
                broken();
            }
            step = said.step();
            attempt = said.attempt();
            next = 0;
            holed = false;
        }
        holed |= said.seq() != next;
        next = said.seq() + 1;
        if (!holed && !said.text().isEmpty()) {
            told.append(said.text());
            teller.text(said.text());
        }
    }

    /** Steps have ended: what was said in one of them was meant, and led to calls. */
    void steps(long ended) throws IOException {
        if (step < ended) {
            over();
        }
    }

    /**
     * The turn's reply: what is not told of it yet is.
     *
     * @param decided steps in all; the reply is the last one's
     */
    void reply(String text, long decided) throws IOException {
        steps(decided - 1);
        if (!text.startsWith(told.toString())) {
            broken();
        }
        var rest = text.substring(told.length());
        if (!rest.isEmpty()) {
            teller.text(rest);
        }
        if (!text.isEmpty()) {
            teller.textDone();
        }
        told.setLength(0);
    }

    private void over() throws IOException {
        if (!told.isEmpty()) {
            told.setLength(0);
            teller.textDone();
        }
    }

    /** What was said is not what was meant. */
    void broken() throws IOException {
        if (!told.isEmpty()) {
            told.setLength(0);
            teller.textBroken();
        }
    }
}
