// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.RawSocket;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that stops reading, or asks without end, is its own trouble only. */
@ExtendWith(SharedGateway.class)
class SlowClientIT {
    private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol: postern.v1\r\n";

    @Test
    void whoStopsReadingIsCutAndNobodyElse(Gateway gateway) throws Exception {
        long cutBefore = cuts(gateway);
        try (var reader = gateway.connect();
                var slow = RawSocket.upgrade(gateway, SUBPROTOCOL)) {
            reader.subscribe("turn.finished");
            send(slow, WireClient.connectFrame(gateway.token()).put("id", "c").build());
            var expected = new ArrayList<String>();
            for (int i = 0; cuts(gateway) == cutBefore; i++) {
                expected.add(reader.say(Messages.in("beside a slow one", "/time.now")).text("id").orElseThrow());
                askForMuch(slow, i);
            }
            assertThat(slow.closeCode()).isEqualTo(4408);
            for (var turn : expected) {
                reader.nextEvent("turn.finished", payload -> payload.text("turn").orElse("").equals(turn));
            }
            assertThat(reader.isOpen()).isTrue();
        }
    }

    @Test
    void whoWasCutComesBackWithItsCursor(Gateway gateway) throws Exception {
        try (var sender = gateway.connect();
                var slow = RawSocket.upgrade(gateway, SUBPROTOCOL)) {
            var cursor = sender.subscribe("turn.finished").text("cursor").orElseThrow();
            send(slow, WireClient.connectFrame(gateway.token()).put("id", "c").build());
            var turn = sender.say(Messages.in("missed by a slow one", "/time.now")).text("id").orElseThrow();
            long before = cuts(gateway);
            for (int i = 0; cuts(gateway) == before; i++) {
                askForMuch(slow, i);
            }
            try (var back = WireClient.open(gateway)) {
                var resume = JsonObject.builder().put("cursor", cursor)
                        .put("topics", JsonArray.ofStrings(java.util.List.of("turn.finished"))).build();
                back.hello(gateway.token(), JsonObject.builder().put("resume", resume).build());
                back.nextEvent("turn.finished", payload -> payload.text("turn").orElse("").equals(turn));
            }
        }
    }

    @Test
    void whoAsksWithoutEndKeepsNobodyWaiting(Gateway gateway) throws Exception {
        try (var patient = gateway.connect();
                var flood = gateway.connect()) {
            var answers = new ArrayList<java.util.concurrent.CompletableFuture<JsonObject>>();
            var served = new ArrayList<String>();
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 250; i++) {
                    answers.add(flood.start("gateway.ping", JsonObject.EMPTY));
                    answers.add(flood.start("messages.send", Messages.in("flood-" + i, "/time.now")));
                }
                patient.call("gateway.ping", JsonObject.EMPTY);
                patient.call("sessions.list", JsonObject.EMPTY);
                served.add(patient.say(Messages.in("patient", "/time.now")).text("state").orElseThrow());
            }
            assertThat(served).containsOnly("finished");
            // the flood is answered too: done, or told to come back
            for (var answer : answers) {
                var given = answer.get(Gateway.PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
                if (!given.bool("ok").orElseThrow()) {
                    assertThat(WireClient.error(given).text("code").orElseThrow())
                            .isIn("overloaded", "rate_limited");
                }
            }
            assertThat(flood.isOpen()).isTrue();
        }
    }

    @Test
    void whoAsksForManyLargePagesAtOnceDoesNotFillTheMemory(Gateway gateway) throws Exception {
        try (var sender = gateway.connect()) {
            var large = "x".repeat(250_000);
            var session = "";
            for (int i = 0; i < 80; i++) {
                session = sender.say(Messages.in("large", large)).text("session").orElseThrow();
            }
            asksForItManyTimes(gateway, sender, session);
        }
    }

    private static void asksForItManyTimes(Gateway gateway, WireClient sender, String session) throws Exception {
        try (var greedy = RawSocket.upgrade(gateway, SUBPROTOCOL)) {
            var history = JsonObject.builder().put("session", session).put("limit", 500).build();
            send(greedy, WireClient.connectFrame(gateway.token()).put("id", "c").build());
            for (int i = 0; i < 120; i++) {
                send(greedy, JsonObject.builder().put("type", "request").put("id", "h" + i)
                        .put("method", "sessions.history").put("params", history).build());
            }
            // twenty megabytes in all, by pages
            var seen = 0;
            var next = Optional.<String>empty();
            do {
                var page = sender.call("sessions.history",
                        next.map(after -> history.with("next", new JsonString(after)))
                                .orElse(history));
                assertThat(page.toString().length()).isLessThan(3_000_000);
                seen += page.array("records").orElseThrow().values().size();
                next = page.text("next");
            } while (next.isPresent());
            assertThat(seen).isGreaterThan(80 * 5);
            assertThat(greedy.closeCode()).isEqualTo(4408);
        }
    }

    /** Fifty answers of some ten kilobytes each. */
    private static void askForMuch(RawSocket slow, int round) throws Exception {
        for (int i = 0; i < 50; i++) {
            send(slow, JsonObject.builder()
                    .put("type", "request")
                    .put("id", round + "-" + i)
                    .put("method", "tools.list")
                    .put("params", JsonObject.EMPTY)
                    .build());
        }
    }

    private static void send(RawSocket socket, JsonObject frame) throws Exception {
        socket.frame(1, frame.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static long cuts(Gateway gateway) throws Exception {
        var metrics = gateway.send(gateway.authorized("/metrics").build()).body();
        return metrics.lines()
                .filter(line -> line.startsWith("postern_slow_clients"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
