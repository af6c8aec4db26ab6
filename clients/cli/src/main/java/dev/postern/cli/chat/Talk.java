// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.postern.cli.Failure;
import dev.postern.cli.Settings;
import dev.postern.cli.UsageException;

/**
 * What a chat is begun with.
 *
 * @param settings where the gateway is
 * @param session to go on in; empty for another
 * @param isContinued whether to go on in the last one
 * @param first a message to begin with; empty for none
 * @param isJson whether programs read what comes
 * @param models what {@code /model} is completed to
 */
public record Talk(Settings settings, String session, boolean isContinued, String first, boolean isJson,
        List<String> models) {

    /** Talks at the terminal, or with what stands in its place, to the end. */
    public void run(PrintStream out, PrintStream err) throws Failure, UsageException, IOException {
        var remembered = new Remembered(settings.home());
        var begin = isContinued ? remembered.last() : session;
        if (isContinued && begin.isEmpty()) {
            throw new Failure("not_found", "no chat is remembered here: postern chat begins one");
        }
        var choices = new Choices();
        choices.models(models);
        var console = System.console();
        boolean isTerminal = console != null && console.isTerminal();
        if (isTerminal && !isJson && !isDumb()) {
            Terminals.talk(settings, choices, remembered, begin, first);
            return;
        }
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var front = new Plain(in, out, err, isTerminal, isJson)) {
            var chat = new Chat(settings, front, choices, isTerminal && !isJson ? remembered::last : unused -> {});
            if (front.isAsking()) {
                Terminals.onInterrupt(chat::interrupted);
            }
            chat.run(begin, first);
        }
    }

    private boolean isDumb() {
        var type = settings.environment().getOrDefault("TERM", "");
        return type.isEmpty() || type.equals("dumb");
    }
}
