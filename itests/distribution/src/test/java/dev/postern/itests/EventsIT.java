// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events: durable, in order, none missing, none twice. */
@ExtendWith(SharedGateway.class)
class EventsIT {
    @Test
    void resumeDeliversWhatWasMissedOnce(Gateway gateway) throws Exception {
        var expected = new ArrayList<String>();
        var seen = new ArrayList<String>();
        String cursor;
        try (var sender = gateway.connect()) {
            try (var first = gateway.connect()) {
                cursor = first.subscribe("turn.finished").text("cursor").orElseThrow();
            }
            for (int round = 0; round < 4; round++) {
                for (int i = 0; i < 10; i++) {
                    expected.add(sender.call("messages.send", Messages.in("resume-" + i, "/time.now"))
                            .text("turn")
                            .orElseThrow());
                }
                // Comes back while turns are still ending, reads some, and goes away again.
                try (var client = WireClient.open(gateway)) {
                    client.hello(
                            gateway.token(),
                            JsonObject.builder()
                                    .put(
                                            "resume",
                                            JsonObject.builder()
                                                    .put("cursor", cursor)
                                                    .put("topics", JsonArray.ofStrings(List.of("turn.finished")))
                                                    .build())
                                    .build());
                    int wanted = round == 3 ? expected.size() - seen.size() : 7;
                    for (int i = 0; i < wanted;) {
                        var event = client.nextEvent();
                        cursor = event.text("cursor").orElseThrow();
                        var turn = event.object("payload").orElseThrow().text("turn").orElseThrow();
                        if (expected.contains(turn)) {
                            seen.add(turn);
                            i++;
                        }
                    }
                }
            }
        }
        assertThat(new LinkedHashSet<>(seen)).hasSameSizeAs(seen);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void refusesACursorItNeverGave(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            assertThat(client.refusal(
                    "events.subscribe",
                    JsonObject.builder()
                            .put("topics", JsonArray.ofStrings(List.of("turn.*")))
                            .put("since", "nonsense")
                            .build()))
                    .isEqualTo("invalid_params");
        }
    }

    @Test
    void sendsOnlyWhatTheScopesPermit(Gateway gateway) throws Exception {
        try (var operator = gateway.connect()) {
            var narrow = operator.call(
                    "tokens.create",
                    JsonObject.builder()
                            .put("name", "watcher")
                            .put("scopes", JsonArray.ofStrings(List.of("events:read", "tools:read", "sessions:others")))
                            .build());
            try (var watcher = WireClient.connect(gateway, narrow.text("token").orElseThrow())) {
                watcher.subscribe("tool.*");
                operator.say("/time.now");
                assertThat(watcher.nextEvent().text("topic").orElseThrow()).startsWith("tool.");
                assertThat(watcher.refusal(
                        "events.subscribe",
                        JsonObject.builder()
                                .put("topics", JsonArray.ofStrings(List.of("turn.finished")))
                                .build()))
                        .isEqualTo("forbidden");
            }
        }
    }

    @Test
    void unsubscribingEndsDelivery(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var subscription = client.subscribe("turn.finished").text("subscription").orElseThrow();
            client.call("events.unsubscribe", JsonObject.of("subscription", subscription));
            var other = client.subscribe("session.*").text("subscription").orElseThrow();
            client.say(Messages.in("unsubscribed", "/time.now"));
            assertThat(client.nextEvent().text("subscription")).contains(other);
            assertThat(client.refusal("events.unsubscribe", JsonObject.of("subscription", subscription)))
                    .isEqualTo("not_found");
        }
    }
}
