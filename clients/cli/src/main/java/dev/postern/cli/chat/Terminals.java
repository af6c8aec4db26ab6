// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;

import dev.postern.cli.Failure;
import dev.postern.cli.Settings;
import dev.postern.cli.UsageException;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp;
import org.jline.utils.Signals;

/** A chat at a real terminal. Here, and not before, the terminal's library is loaded. */
final class Terminals {
    private static final int MOST_REMEMBERED = 2_000;

    private Terminals() {}

    static void talk(Settings settings, Choices choices, Remembered remembered, String session, String first)
            throws Failure, UsageException, IOException {
        // else the lines of boxes come from a character set that not every terminal has ready
        System.setProperty("org.jline.utils.disableAlternateCharset", "true");
        // it has something to say about terminals, in the midst of ours
        Logger.getLogger("org.jline").setLevel(Level.OFF);
        var chat = new AtomicReference<Chat>();
        var history = new Memory();
        var terminal = TerminalBuilder.builder().system(true).dumb(false)
                .encoding(StandardCharsets.UTF_8).graphemeCluster(false).build();
        try (var screen = new Screen(terminal, isColoured(settings, terminal), history,
                completer(choices), now -> {
                    var talking = chat.get();
                    if (talking != null) {
                        talking.holdKey(now);
                    }
                })) {
            screen.remember(remembered, MOST_REMEMBERED);
            chat.set(new Chat(settings, screen, choices, remembered::last));
            chat.get().run(session, first);
        }
    }

    private static boolean isColoured(Settings settings, Terminal terminal) {
        var colours = terminal.getNumericCapability(InfoCmp.Capability.max_colors);
        return settings.environment().getOrDefault("NO_COLOR", "").isEmpty() && colours != null && colours >= 8;
    }

    /** Has Ctrl-C do this, on a terminal that is not drawn on. */
    static void onInterrupt(Runnable task) {
        Signals.register("INT", task);
    }

    private static Completer completer(Choices choices) {
        return (LineReader reader, org.jline.reader.ParsedLine line, java.util.List<Candidate> candidates) -> {
            for (var word : choices.of(line.words())) {
                candidates.add(new Candidate(word, word, null, null, null, null, !word.endsWith("/")));
            }
        };
    }
}
