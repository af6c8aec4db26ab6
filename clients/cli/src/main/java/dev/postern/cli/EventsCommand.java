// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Shows events as they come. */
final class EventsCommand implements Command {
    /** Ways a connection ends after which coming back makes sense: gone, restarting, too slow. */
    private static final List<Integer> PASSING = List.of(1001, 1006, 1012, 1013, 4408);

    private static final int TRIES = 60;
    private static final long PAUSE_MS = 1_000;

    @Override
    public Spec spec() {
        return new Spec(
                "events",
                "[TOPIC…]",
                "Show events as they come, until interrupted",
                """
                Topics are exact or end in .*, such as turn.finished or tool.*; none for all that you may see.
                After a break it goes on where it was. With --json, one event a line.""",
                0,
                Spec.ANY,
                List.of(
                        new Spec.Option("--session", "SESSION", "only of this session"),
                        new Spec.Option("--since", "CURSOR", "begin after this cursor"),
                        new Spec.Option("--count", "N", "end after so many")));
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        long left = in.number("--count", Long.MAX_VALUE);
        var cursor = in.option("--since");
        var client = in.client();
        cursor = subscribe(in, client, cursor);
        while (left > 0) {
            JsonObject frame;
            try {
                frame = client.next(0);
            } catch (WireSocket.ClosedException e) {
                if (!PASSING.contains(e.code())) {
                    throw e;
                }
                in.note(String.valueOf(e.getMessage()));
                client = comeBack(in);
                cursor = subscribe(in, client, cursor);
                continue;
            }
            if (frame.text("type").orElse("").equals("event")) {
                cursor = frame.text("cursor").orElse(cursor);
                if (!frame.text("topic").orElse("").equals("gateway.heartbeat")) {
                    show(in, frame);
                    left--;
                }
            }
        }
    }

    private static String subscribe(Invocation in, GatewayClient client, @Nullable String since)
            throws Failure, IOException {
        var topics = in.arguments().isEmpty()
                ? client.hello().array("topics").orElse(JsonArray.EMPTY)
                : JsonArray.ofStrings(in.arguments());
        var params = JsonObject.builder().put("topics", topics);
        var session = in.option("--session");
        if (session != null) {
            params.put("session", session);
        }
        if (since != null) {
            params.put("since", since);
        }
        return client.call("events.subscribe", params.build()).text("cursor").orElse("");
    }

    private static GatewayClient comeBack(Invocation in) throws Failure, UsageException, IOException {
        for (int i = 0;; i++) {
            try {
                Thread.sleep(PAUSE_MS);
                return in.reconnect();
            } catch (Failure | IOException e) {
                if (i == TRIES) {
                    throw e;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failure("cancelled", "interrupted");
            }
        }
    }

    private static void show(Invocation in, JsonObject event) {
        if (in.json()) {
            in.print(event);
        } else {
            var topic = event.text("topic").orElse("");
            var payload = event.object("payload").orElse(JsonObject.EMPTY);
            in.print(line(
                    event.text("at").orElse(""),
                    topic,
                    topic.equals("approval.requested") ? ApprovalView.brief(payload) : payload));
        }
    }

    /** One event or record on one line. */
    static String line(String at, String topic, JsonObject content) {
        var line = new StringBuilder(at).append("  ").append(topic);
        content.members()
                .forEach((name, value) -> line.append("  ").append(name).append('=').append(Table.cell(value)));
        return line.toString();
    }
}
