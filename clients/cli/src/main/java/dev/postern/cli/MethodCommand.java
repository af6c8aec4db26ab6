// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;

import dev.postern.api.json.JsonObject;

/**
 * A command that is one request.
 *
 * @param spec how it is given
 * @param method what it calls
 * @param params what it sends
 * @param view what people see of the result
 */
record MethodCommand(Spec spec, String method, Params params, View view) implements Command {

    /** Makes params of arguments. */
    interface Params {
        JsonObject of(Invocation invocation) throws Failure, UsageException, IOException;
    }

    /** Shows a result to people. */
    interface View {
        void show(Invocation invocation, JsonObject result) throws Failure;
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var result = in.call(method, params.of(in));
        if (in.json()) {
            in.print(result);
        } else {
            view.show(in, result);
        }
    }

    /** Params with one member, the first argument. */
    static Params first(String member) {
        return in -> JsonObject.of(member, in.argument(0));
    }

    /** Adds the options that were given, each as the member of its name. */
    static JsonObject.Builder texts(Invocation in, JsonObject.Builder into, String... options) {
        for (var option : options) {
            var value = in.option("--" + option);
            if (value != null) {
                into.put(option, value);
            }
        }
        return into;
    }

    /** Params of a list: which page. */
    static JsonObject page(Invocation in) throws UsageException {
        var params = JsonObject.builder();
        if (in.has("--limit")) {
            params.put("limit", in.number("--limit", 0));
        }
        var next = in.option("--next");
        if (next != null) {
            params.put("next", next);
        }
        return params.build();
    }

    /** Shows a list as a table, and how to go on. */
    static View table(String member, String... columns) {
        return (in, result) -> {
            Table.print(in, result.array(member).orElse(dev.postern.api.json.JsonArray.EMPTY), columns);
            result.text("next").ifPresent(next -> in.note("There is more: --next " + next));
        };
    }

    /** Shows one thing, line by line. */
    static View details(String member) {
        return (in, result) -> Details.print(in, result.object(member).orElse(result));
    }
}
