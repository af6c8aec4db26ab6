// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** A command as it was given, with what it needs to answer. Opens its connection when first asked. */
final class Invocation implements Closeable {
    private final List<String> arguments;
    private final Map<String, List<String>> options;
    private final Settings settings;
    private final PrintStream out;
    private final PrintStream err;
    private @Nullable GatewayClient client;

    Invocation(
            List<String> arguments,
            Map<String, List<String>> options,
            Settings settings,
            PrintStream out,
            PrintStream err) {
        this.arguments = arguments;
        this.options = options;
        this.settings = settings;
        this.out = out;
        this.err = err;
    }

    /** The positional arguments. */
    List<String> arguments() {
        return arguments;
    }

    String argument(int index) {
        return arguments.get(index);
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    /** The option's last value. */
    @Nullable
    String option(String name) {
        var values = options.get(name);
        return values == null ? null : values.getLast();
    }

    /** All values of an option that may be given more than once. */
    List<String> all(String name) {
        return options.getOrDefault(name, List.of());
    }

    /** All values of an option that may be given more than once, or with commas. */
    List<String> list(String name) {
        return all(name).stream().flatMap(given -> Stream.of(given.split(","))).filter(word -> !word.isEmpty())
                .toList();
    }

    /** The option as a whole number of at least 1. */
    long number(String name, long otherwise) throws UsageException {
        return number(name, 1, otherwise);
    }

    /** The option as a whole number of at least so many. */
    long number(String name, int fewest, long otherwise) throws UsageException {
        var text = option(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= fewest && number <= Integer.MAX_VALUE) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new UsageException(name + " takes a whole number of at least " + fewest);
    }

    /** Whether the result is for programs. */
    boolean json() {
        return has("--json");
    }

    Settings settings() {
        return settings;
    }

    /** Where results go. */
    PrintStream out() {
        return out;
    }

    /** Where all else goes. */
    PrintStream err() {
        return err;
    }

    /** A line of the result. */
    void print(String line) {
        out.println(line);
        out.flush();
    }

    /** JSON of the result, on one line. */
    void print(JsonValue value) {
        print(Shown.exact(value));
    }

    /** A line for people, beside the result. */
    void note(String line) {
        err.println(line);
        err.flush();
    }

    /** The connection. */
    GatewayClient client() throws Failure, UsageException, IOException {
        var open = client;
        if (open == null) {
            open = GatewayClient.connect(settings.socket(), settings.token());
            client = open;
        }
        return open;
    }

    /** Connects anew. */
    GatewayClient reconnect() throws Failure, UsageException, IOException {
        close();
        client = null;
        return client();
    }

    /** Calls a method. */
    JsonObject call(String method, JsonObject params) throws Failure, UsageException, IOException {
        return client().call(method, params);
    }

    @Override
    public void close() throws IOException {
        if (client != null) {
            client.close();
        }
    }
}
