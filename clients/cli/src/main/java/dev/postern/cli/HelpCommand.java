// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Explains commands. */
final class HelpCommand implements Command {
    @Override
    public Spec spec() {
        return new Spec("help", "[COMMAND]", "Explain a command", "", 0, 2, java.util.List.of());
    }

    @Override
    public void run(Invocation in) throws UsageException {
        var text = new ByteArrayOutputStream();
        var out = new PrintStream(text, false, StandardCharsets.UTF_8);
        var name = String.join(" ", in.arguments());
        if (name.isEmpty()) {
            Help.overview(out);
        } else if (Catalog.isGroup(name)) {
            Help.commands(name, out);
        } else {
            Help.command(Catalog.find(name).spec(), out);
        }
        out.flush();
        in.print(text.toString(StandardCharsets.UTF_8).stripTrailing());
    }
}
