// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.RawSocket;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a connection begins, and how one is turned away. */
@ExtendWith(SharedGateway.class)
class ConnectIT {
    @Test
    void saysHelloWithAllThatAClientNeeds(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var hello = client.hello();
            assertThat(hello.integer("protocol")).contains(1L);
            assertThat(hello.members())
                    .containsKeys(
                            "contractVersion", "server", "connection", "principal", "scopes", "methods", "topics");
            var limits = hello.object("limits").orElseThrow();
            assertThat(limits.integer("maxFrameBytes").orElseThrow()).isGreaterThanOrEqualTo(1L << 20);
            assertThat(limits.integer("maxInFlight").orElseThrow()).isGreaterThanOrEqualTo(128L);
            assertThat(limits.members()).containsKeys("idleTimeoutMs", "badFramesPerMinute");
            assertThat(hello.array("methods").orElseThrow().strings())
                    .contains("gateway.ping", "messages.send", "tools.list", "plugins.install");
        }
    }

    @Test
    void closesWith4401WhenNothingComes(Gateway gateway) throws Exception {
        try (var client = WireClient.open(gateway)) {
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void closesWith4401WhenAnythingElseComesFirst(Gateway gateway) throws Exception {
        try (var client = WireClient.open(gateway)) {
            client.raw("{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{}}");
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void refusesAWrongTokenAndCloses(Gateway gateway) throws Exception {
        try (var client = WireClient.open(gateway)) {
            client.raw(WireClient.connectFrame("pst_wrong").put("id", "c").build().toString());
            assertThat(WireClient.error(client.nextFrame()).text("code")).contains("unauthenticated");
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void answersASecondConnectWithConflictAndLivesOn(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            client.raw(WireClient.connectFrame(gateway.token()).put("id", "again").build().toString());
            assertThat(WireClient.error(client.nextFrame()).text("code")).contains("conflict");
            assertThat(client.call("gateway.ping", JsonObject.EMPTY).text("at")).isPresent();
        }
    }

    @Test
    void refusesAProtocolItDoesNotSpeak(Gateway gateway) throws Exception {
        try (var client = WireClient.open(gateway)) {
            client.raw(WireClient.connectFrame(gateway.token())
                    .put("protocol", JsonObject.builder().put("min", 90).put("max", 99).build())
                    .put("id", "c")
                    .build()
                    .toString());
            assertThat(WireClient.error(client.nextFrame()).text("code")).contains("protocol_unsupported");
            assertThat(client.closeCode()).isEqualTo(4406);
        }
    }

    @Test
    void givesATokenNoMoreThanItsScopes(Gateway gateway) throws Exception {
        try (var operator = gateway.connect()) {
            var narrow = operator.call(
                    "tokens.create",
                    JsonObject.builder()
                            .put("name", "reader")
                            .put("scopes", JsonArray.ofStrings(java.util.List.of("sessions:read")))
                            .build());
            try (var reader = WireClient.connect(gateway, narrow.text("token").orElseThrow())) {
                reader.call("sessions.list", JsonObject.EMPTY);
                assertThat(reader.refusal("messages.send", JsonObject.of("text", "hello")))
                        .isEqualTo("forbidden");
                assertThat(reader.refusal("tokens.list", JsonObject.EMPTY)).isEqualTo("forbidden");
            }
        }
    }

    @Test
    void endsConnectionsOfARevokedToken(Gateway gateway) throws Exception {
        try (var operator = gateway.connect()) {
            var made = operator.call(
                    "tokens.create",
                    JsonObject.builder()
                            .put("name", "short-lived")
                            .put("scopes", JsonArray.ofStrings(java.util.List.of("sessions:read")))
                            .build());
            try (var client = WireClient.connect(gateway, made.text("token").orElseThrow())) {
                operator.call("tokens.revoke", JsonObject.of(
                        "token",
                        made.object("info").orElseThrow().text("id").orElseThrow()));
                assertThat(client.closeCode()).isEqualTo(4401);
            }
        }
    }

    @Test
    void demandsTheSubprotocol(Gateway gateway) throws Exception {
        assertThat(RawSocket.upgrade(gateway, "").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "https://127.0.0.1.evil.example"})
    void refusesForeignOriginsBeforeTheUpgrade(String origin, Gateway gateway) throws Exception {
        assertThat(RawSocket.upgrade(gateway, "Sec-WebSocket-Protocol: postern.v1\r\nOrigin: " + origin + "\r\n")
                .status())
                .isEqualTo(403);
    }

    @Test
    void acceptsItsOwnOrigin(Gateway gateway) throws Exception {
        assertThat(RawSocket.upgrade(
                gateway,
                "Sec-WebSocket-Protocol: postern.v1\r\nOrigin: http://127.0.0.1:" + gateway.port()
                        + "\r\n")
                .status())
                .isEqualTo(101);
    }

    @Test
    void refusesAForeignHost(Gateway gateway) throws Exception {
        assertThat(RawSocket.upgrade(gateway, "Sec-WebSocket-Protocol: postern.v1\r\n", "rebound.example")
                .status())
                .isEqualTo(403);
        assertThat(RawSocket.get(gateway, "/healthz", "rebound.example").status())
                .isEqualTo(403);
    }
}
