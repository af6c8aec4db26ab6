// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.PrintStream;
import java.util.List;

/** What people read who ask how. */
final class Help {
    private Help() {}

    static void overview(PrintStream out) throws UsageException {
        out.println("Usage: postern COMMAND [ARGUMENTS] [OPTIONS]");
        out.println();
        for (var name : Catalog.NAMES) {
            line(out, name, Catalog.find(name).spec().summary(), 22);
        }
        out.println();
        out.println("Every command takes:");
        options(out, Spec.COMMON);
        out.println();
        out.println("Exits with 0 on success, 1 on a failure explained on standard error, 2 on bad usage.");
    }

    static void commands(String group, PrintStream out) throws UsageException {
        out.println("Usage: postern " + group + " [COMMAND] [ARGUMENTS] [OPTIONS]");
        out.println();
        for (var verb : verbs(group)) {
            line(out, verb, Catalog.find(group + " " + verb).spec().summary(), 22);
        }
    }

    static List<String> verbs(String group) {
        return Catalog.NAMES.stream()
                .filter(name -> name.startsWith(group + " "))
                .map(name -> name.substring(group.length() + 1))
                .toList();
    }

    static void command(Spec spec, PrintStream out) {
        out.println("Usage: postern " + (spec.name() + " " + spec.arguments()).strip() + " [OPTIONS]");
        out.println();
        out.println(spec.summary() + ".");
        if (!spec.details().isEmpty()) {
            out.println(spec.details().strip());
        }
        out.println();
        options(out, spec.all());
    }

    private static void options(PrintStream out, List<Spec.Option> options) {
        for (var option : options) {
            line(out, (option.name() + " " + option.value()).strip(), option.help(), 22);
        }
    }

    private static void line(PrintStream out, String left, String right, int width) {
        out.println("  " + left + " ".repeat(Math.max(1, width - left.length())) + right);
    }
}
