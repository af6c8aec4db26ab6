// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Entry point: exits with 0 on success, 1 on a failure it explains on standard error, 2 on bad usage. */
public final class Main {
    static final String VERSION = "0.1.0";

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    Main(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** Runs one command and ends the JVM. */
    public static void main(String[] words) {
        var out = stream(FileDescriptor.out);
        int exit = new Main(System.getenv(), out, stream(FileDescriptor.err)).run(List.of(words));
        out.flush();
        // at once: nothing is left to wait for
        Runtime.getRuntime().halt(exit);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }

    /** Runs one command. */
    int run(List<String> words) {
        try {
            perform(words);
            return 0;
        } catch (UsageException e) {
            return fail(2, String.valueOf(e.getMessage()));
        } catch (Failure e) {
            return fail(1, e.code() + ": " + e.getMessage());
        } catch (SocketTimeoutException e) {
            return fail(1, "timeout: the gateway does not answer");
        } catch (IOException e) {
            return fail(1, "unavailable: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
        }
    }

    private int fail(int exit, String message) {
        err.println("postern: " + Shown.line(message));
        if (exit == 2) {
            err.println("'postern help' lists the commands, 'postern help COMMAND' explains one.");
        }
        err.flush();
        return exit;
    }

    private void perform(List<String> words) throws UsageException, Failure, IOException {
        // options that every command takes may stand before it, too
        int first = 0;
        while (first < words.size() && words.get(first).startsWith("-")) {
            var option = Arguments.find(Spec.of("", "", 0, ""), words.get(first));
            first += option == null || option.isFlag() ? 1 : 2;
        }
        if (first >= words.size()) {
            Arguments.read(Spec.of("postern", "", 0, ""), words);
            Help.overview(out);
            out.flush();
            return;
        }
        var rest = new ArrayList<>(words.subList(0, first));
        var name = words.get(first);
        int after = first + 1;
        if (Catalog.isGroup(name)) {
            boolean verb = after < words.size() && !words.get(after).startsWith("-");
            if (!verb && (words.contains("--help") || words.contains("-h"))) {
                Help.commands(name, out);
                out.flush();
                return;
            }
            name = name + " " + (verb ? words.get(after++) : Catalog.first(name));
        }
        rest.addAll(words.subList(after, words.size()));
        perform(Catalog.find(name), rest);
    }

    private void perform(Command command, List<String> words) throws UsageException, Failure, IOException {
        var read = Arguments.read(command.spec(), words);
        if (read.options.containsKey("--help")) {
            Help.command(command.spec(), out);
            out.flush();
            return;
        }
        var options = new HashMap<String, String>();
        read.options.forEach((name, values) -> options.put(name, values.getLast()));
        try (var invocation = new Invocation(read.positional, read.options, new Settings(options, environment), out,
                err)) {
            command.run(invocation);
        }
    }
}
