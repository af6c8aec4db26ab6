// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.time.Instant;

import org.jline.reader.impl.history.DefaultHistory;

/** What was typed, for ↑ and Ctrl-R: without secrets, and without answers, which must not be given again by mistake. */
final class Memory extends DefaultHistory {
    @Override
    public void add(Instant time, String line) {
        if (!Remembered.isSecret(line) && Answer.of(line).isEmpty()) {
            super.add(time, line);
        }
    }
}
