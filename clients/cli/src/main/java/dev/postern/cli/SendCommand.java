// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;

/** Sends a message and waits for the reply. */
final class SendCommand implements Command {
    private static final Set<String> ENDS = Set.of("turn.finished", "turn.failed", "turn.cancelled");
    private static final int PATIENCE_S = 120;

    @Override
    public Spec spec() {
        return new Spec(
                "send",
                "TEXT…",
                "Send a message and wait for the reply",
                """
                The words are joined by spaces; - reads standard input. The reply goes to standard output, progress to
                standard error. Without --session the message goes to the session of its peer and thread.

                While a turn of the session runs, --mode says what the message does, in place of what the session says:
                  queue      it waits for a turn of its own
                  collect    it becomes one turn with others that come until there is a quiet time
                  steer      it reaches the turn at its next step; the reply is that turn's then
                  interrupt  it ends the turn, and is the next""",
                1,
                Spec.ANY,
                List.of(
                        new Spec.Option("--session", "SESSION", "to this session"),
                        new Spec.Option("--thread", "THREAD", "in this conversation"),
                        new Spec.Option("--peer", "PEER", "as this peer; needs peers:impersonate"),
                        new Spec.Option("--mode", "MODE", "queue, collect, steer or interrupt"),
                        new Spec.Option("--dry-run", "", "execute nothing; show what would be done"),
                        new Spec.Option("--no-wait", "", "only until the message is accepted"),
                        new Spec.Option("--timeout", "SECONDS", "wait so long at most; default " + PATIENCE_S),
                        new Spec.Option("--quiet", "", "no progress")));
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var client = in.client();
        long until = System.nanoTime() + 1_000_000_000L * in.number("--timeout", PATIENCE_S);
        if (in.has("--no-wait")) {
            var accepted = client.call("messages.send", message(in));
            if (in.json()) {
                in.print(accepted);
            } else {
                in.print(turn(accepted) + "  " + accepted.text("state").orElse(""));
            }
            return;
        }
        // before the message, so that nothing of its turn is missed
        client.call("events.subscribe", JsonObject.builder().put("topics", topics(client)).build());
        var turn = turn(client.call("messages.send", message(in)));
        turn = await(in, client, turn, until);
        report(in, client.call("turns.get", JsonObject.of("turn", turn)).object("turn").orElse(JsonObject.EMPTY));
    }

    /** What waits for a person's word is told to those who may know. */
    private static JsonArray topics(GatewayClient client) {
        boolean approvals = client.hello().array("topics").orElse(JsonArray.EMPTY).strings()
                .contains("approval.requested");
        return JsonArray.ofStrings(approvals ? List.of("turn.*", "tool.*", "approval.*") : List.of("turn.*", "tool.*"));
    }

    private static String turn(JsonObject accepted) {
        return accepted.text("turn").orElse("");
    }

    private static JsonObject message(Invocation in) throws IOException {
        var text = String.join(" ", in.arguments());
        if (text.equals("-")) {
            text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        }
        var params = JsonObject.builder().put("text", text);
        if (in.has("--dry-run")) {
            params.put("dryRun", true);
        }
        return MethodCommand.texts(in, params, "session", "thread", "peer", "mode").build();
    }

    /**
     * Until the turn ends, or stands in doubt, which ends only by an operator; of a message that steers, until that turn does
     * which it reached.
     *
     * @return the turn that ended
     */
    private static String await(Invocation in, GatewayClient client, String turn, long until)
            throws Failure, IOException {
        while (true) {
            long left = (until - System.nanoTime()) / 1_000_000;
            JsonObject frame;
            try {
                frame = left <= 0 ? null : client.next((int) Math.min(left, Integer.MAX_VALUE));
            } catch (SocketTimeoutException e) {
                frame = null;
            }
            if (frame == null) {
                throw new Failure("timeout", "the turn goes on: see 'postern turns get " + turn + "'");
            }
            var payload = frame.object("payload").orElse(JsonObject.EMPTY);
            var topic = frame.text("topic").orElse("");
            if (frame.text("type").orElse("").equals("stream")) {
                progress(in, Shown.line(frame.text("data").orElse("")));
            } else if (payload.text("turn").orElse("").equals(turn)) {
                var into = payload.text("into");
                if (topic.equals("turn.finished") && into.isPresent()) {
                    progress(in, "reached the turn " + Shown.line(into.get()));
                    turn = into.get();
                    continue;
                }
                if (ENDS.contains(topic) || topic.equals("tool.in_doubt")) {
                    return turn;
                }
                if (topic.equals("approval.requested")) {
                    waits(in, payload);
                    continue;
                }
                progress(in, topic + payload.text("tool").map(tool -> "  " + Shown.line(tool)).orElse("")
                        + payload.text("decision").map(decision -> "  " + Shown.line(decision)).orElse(""));
            }
        }
    }

    /** Nothing goes on until somebody decides: that is no mere progress. */
    private static void waits(Invocation in, JsonObject requested) {
        var brief = ApprovalView.brief(requested).members();
        in.note("The turn waits for a person's word: " + Table.cell(brief.get("tool")) + ", "
                + Table.cell(brief.get("risk")) + " risk, until " + Table.cell(brief.get("expiresAt")) + ": "
                + Table.cell(brief.getOrDefault("preview", brief.get("reason"))));
        var id = requested.text("approval").orElse("");
        in.note("  postern approvals show " + Shown.line(id));
        ApprovalView.decide(in, id, requested.text("mode").orElse(""));
    }

    private static void progress(Invocation in, String line) {
        if (!in.json() && !in.has("--quiet") && !line.isEmpty()) {
            in.note("… " + line);
        }
    }

    private static void report(Invocation in, JsonObject turn) throws Failure {
        var state = turn.text("state").orElse("");
        if (in.json()) {
            in.print(turn);
        } else {
            turn.text("reply").ifPresent(reply -> in.print(Shown.prose(reply)));
        }
        if (!state.equals("finished")) {
            var error = turn.object("error").orElse(JsonObject.EMPTY);
            throw new Failure(
                    error.text("code").orElse(state),
                    error.text("message").orElse("the turn " + turn.text("id").orElse("") + " is " + state));
        }
    }
}
