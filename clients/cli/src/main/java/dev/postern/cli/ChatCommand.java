// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.util.List;

import dev.postern.cli.chat.Talk;

/** Talks with a session at the terminal. */
final class ChatCommand implements Command {
    @Override
    public Spec spec() {
        return new Spec(
                "chat",
                "[TEXT…]",
                "Talk at the terminal",
                """
                Replies appear as they are written, calls of tools as a line each, and what waits for your word is asked in
                place. Ctrl-C cancels the turn that runs, Ctrl-D leaves, /help says the rest. After a break of the
                connection or a restart of the gateway it goes on where it was. TEXT is the first message.
                Where standard input is no terminal, each line of it is a message that waits for the reply to the one before;
                replies go to standard output, all else to standard error, and nothing in it answers an approval. With --json each turn that ended is a line.
                NO_COLOR is respected. What you type is kept in chat/history under the home, mode 0600, but for what looks
                like a secret and for lines that begin with a space.""",
                0,
                Spec.ANY,
                List.of(
                        new Spec.Option("--session", "SESSION", "go on in this session; else another begins"),
                        new Spec.Option("--continue", "", "go on in the session of the last chat")));
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var session = in.option("--session");
        if (session != null && in.has("--continue")) {
            throw new UsageException("give --session or --continue");
        }
        new Talk(in.settings(), session == null ? "" : session, in.has("--continue"), String.join(" ", in.arguments()),
                in.json(), models(in)).run(in.out(), in.err());
    }

    /** The names of endpoints, where the files that name them are ours to read. */
    private static List<String> models(Invocation in) {
        try {
            var conf = ModelConf.read(in.settings().home());
            var names = new java.util.ArrayList<>(conf.endpoints().stream().map(each -> each.name() + "/").toList());
            if (!conf.model().isEmpty()) {
                names.add(conf.model());
            }
            return names;
        } catch (Failure | IOException e) {
            // a convenience of completion
            return List.of();
        }
    }
}
