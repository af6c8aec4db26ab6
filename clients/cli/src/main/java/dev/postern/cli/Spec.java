// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.util.List;
import java.util.stream.Stream;

/**
 * How a command is given; help, completion and the reading of arguments all follow from it.
 *
 * @param name one word, or a group and a verb
 * @param arguments the positional ones, as help shows them: {@code NAME [KEY=VALUE…]}
 * @param summary one line
 * @param details what else there is to know; may be empty
 * @param fewest positional arguments at least
 * @param most positional arguments at most
 * @param options its own, besides those that every command takes
 */
record Spec(
        String name,
        String arguments,
        String summary,
        String details,
        int fewest,
        int most,
        List<Option> options) {

    /** What every command takes. */
    static final List<Option> COMMON = List.of(
            new Option("--json", "", "print the result as JSON"),
            new Option("--home", "DIR", "the gateway's home; default POSTERN_HOME, else ~/.postern"),
            new Option("--url", "URL", "the gateway's address; default POSTERN_URL, else the home's run/port"),
            new Option("--token-file", "FILE", "the token; default POSTERN_TOKEN, else the home's operator token"),
            new Option("--help", "", "this help"));

    /** For lists. */
    static final Option LIMIT = new Option("--limit", "N", "at most so many, 1 to 500; default 100");

    /** For lists. */
    static final Option NEXT = new Option("--next", "PAGE", "go on where the last page ended");

    /** Any number of arguments. */
    static final int ANY = 1_000;

    /**
     * An option.
     *
     * @param name with its dashes
     * @param value what stands for its value in help; empty for a flag
     * @param help what it does
     */
    record Option(String name, String value, String help) {
        boolean isFlag() {
            return value.isEmpty();
        }
    }

    /** A command without options of its own. */
    static Spec of(String name, String arguments, int count, String summary) {
        return new Spec(name, arguments, summary, "", count, count, List.of());
    }

    /** All that it takes: an option of its own stands in place of the one of that name that every command takes. */
    List<Option> all() {
        var common = COMMON.stream()
                .filter(each -> options.stream().noneMatch(own -> own.name().equals(each.name())));
        return Stream.concat(options.stream(), common).toList();
    }

    /** The same with options. */
    Spec with(Option... more) {
        return new Spec(name, arguments, summary, details, fewest, most, List.of(more));
    }

    /** The same with more to say. */
    Spec saying(String more) {
        return new Spec(name, arguments, summary, more, fewest, most, options);
    }
}
