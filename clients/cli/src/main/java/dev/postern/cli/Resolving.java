// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.util.Set;

import dev.postern.api.json.JsonObject;

/** What an operator says of a call in doubt. */
final class Resolving {
    static final String DETAILS = """
            done: it happened, the turn goes on with that. retry: it is made again under the same idempotency key, and
            asked for again if it must be. abandon: it is given up, whether it happened or not.""";
    static final Spec.Option NOTE = new Spec.Option("--note", "TEXT", "why, for the record");
    private static final Set<String> OUTCOMES = Set.of("done", "retry", "abandon");

    private Resolving() {}

    /** The call and what is said of it, from that argument on. */
    static JsonObject.Builder params(Invocation in, int from) throws UsageException {
        var outcome = in.argument(from + 1);
        if (!OUTCOMES.contains(outcome)) {
            throw new UsageException("a call in doubt is resolved as done, retry or abandon, not " + outcome);
        }
        var params = JsonObject.builder().put("call", in.argument(from)).put("outcome", outcome);
        var note = in.option("--note");
        return note == null ? params : params.put("note", note);
    }

    static void show(Invocation in, JsonObject result) {
        in.print(result.text("call").orElse("") + "  " + result.text("state").orElse(""));
    }
}
