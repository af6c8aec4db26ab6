// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.Json;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the upgrade to hello, and every way that fails. */
class ConnectIT {
    private static final Json JSON = new StrictJson();

    @TempDir
    private static Path folder;
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.start(folder, Map.of("origins",
                new String[]{"https://ops.example.org"}, "hosts", new String[]{"postern.example.org"}));
    }

    @AfterAll
    static void stop() throws Exception {
        platform.close();
    }

    @Test
    void answersConnectWithHello() throws Exception {
        try (var client = open()) {
            var hello = client.connect(platform.operatorToken()).object("result").orElseThrow();

            assertThat(hello.members().keySet()).containsExactlyInAnyOrder("protocol", "contractVersion", "server",
                    "connection", "principal", "scopes", "methods", "topics", "limits");
            assertThat(hello.integer("protocol")).contains(1L);
            assertThat(hello.object("server").orElseThrow().text("name")).contains("postern");
            assertThat(hello.object("principal").orElseThrow().text("tenant")).contains("default");
            assertThat(hello.object("principal").orElseThrow().text("kind")).contains("client");
            assertThat(hello.array("methods").orElseThrow().strings()).contains("gateway.ping", "events.subscribe");
            assertThat(hello.array("topics").orElseThrow().strings()).contains("turn.finished", "gateway.heartbeat");
            var limits = hello.object("limits").orElseThrow();
            assertThat(limits.integer("maxFrameBytes")).contains(1_048_576L);
            assertThat(limits.integer("maxInFlight")).contains(128L);
            assertThat(limits.integer("badFramesPerMinute")).contains(20L);
        }
    }

    @Test
    void answersPing() throws Exception {
        try (var client = connected()) {
            var pong = client.call("gateway.ping", "{}");
            assertThat(pong.object("result").flatMap(result -> result.text("at")).orElseThrow())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        }
    }

    @Test
    void upgradesToTheSubprotocol() throws Exception {
        try (var client = open("Sec-WebSocket-Protocol", "other, postern.v1")) {
            assertThat(client.upgradeStatus()).isEqualTo(101);
            assertThat(client.upgradeAnswer()).containsIgnoringCase("Sec-WebSocket-Protocol: postern.v1");
        }
    }

    @Test
    void refusesToUpgradeWithoutTheSubprotocol() throws Exception {
        for (var offered : new String[]{"", "postern.v2", "postern.v1x"}) {
            try (var client = open("Sec-WebSocket-Protocol", offered)) {
                assertThat(client.upgradeStatus()).as(offered).isEqualTo(400);
            }
        }
    }

    @Test
    void compressesNothing() throws Exception {
        try (var client = open("Sec-WebSocket-Extensions", "permessage-deflate")) {
            assertThat(client.upgradeStatus()).isEqualTo(101);
            assertThat(client.upgradeAnswer()).doesNotContainIgnoringCase("deflate");
        }
    }

    @Test
    void refusesForeignPages() throws Exception {
        var port = platform.port();
        for (var origin : new String[]{"null", "https://evil.example.org", "http://127.0.0.1", "http://127.0.0.1:1",
            "https://127.0.0.1:" + port, "http://localhost.evil.example.org:" + port, "http://evil:" + port, "x",
            "NULL", "file://",
            "http://localhost.:" + port, "http://localhost:" + port + "/", "http://localhost:" + port + "@evil.example",
            "ws://localhost:" + port, "http://localhost:" + port + ", http://evil.example.org"}) {
            try (var client = open("Origin", origin)) {
                assertThat(client.upgradeStatus()).as(origin).isEqualTo(403);
            }
        }
    }

    @Test
    void welcomesOwnAndConfiguredPages() throws Exception {
        var port = platform.port();
        for (var origin : new String[]{"http://127.0.0.1:" + port, "http://localhost:" + port, "http://[::1]:" + port,
            "https://ops.example.org", "http://LOCALHOST:" + port}) {
            try (var client = open("Origin", origin)) {
                assertThat(client.upgradeStatus()).as(origin).isEqualTo(101);
            }
        }
    }

    @Test
    void refusesForeignHosts() throws Exception {
        var port = platform.port();
        for (var host : new String[]{"evil.example.org", "evil.example.org:" + port, "127.0.0.1", "localhost:1",
            "postern.example.org:" + port, "localhost.:" + port, "127.0.0.1.:" + port, "127.1:" + port,
            "0.0.0.0:" + port, "[::ffff:127.0.0.1]:" + port, "localhost.evil.example.org:" + port,
            "localhost:0" + port, "postern.example.org."}) {
            try (var client = open("Host", host)) {
                assertThat(client.upgradeStatus()).as(host).isEqualTo(403);
            }
        }
    }

    @Test
    void answersToLocalAndConfiguredHosts() throws Exception {
        var port = platform.port();
        for (var host : new String[]{"localhost:" + port, "LocalHost:" + port, "[::1]:" + port, "postern.example.org",
            "POSTERN.example.org"}) {
            try (var client = open("Host", host)) {
                assertThat(client.upgradeStatus()).as(host).isEqualTo(101);
            }
        }
    }

    @Test
    void closesWhoSaysAnythingElseFirst() throws Exception {
        try (var client = open()) {
            var error = error(client.call("gateway.ping", "{}"));
            assertThat(error.text("code")).contains("unauthenticated");
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void closesWhoSaysNonsenseFirst() throws Exception {
        for (var nonsense : new String[]{"", "{", "[]", "{\"type\":\"connect\",\"id\":\"c1\"}"}) {
            try (var client = open()) {
                client.send(nonsense);
                assertThat(error(client.next()).text("code")).as(nonsense).contains("invalid_frame");
                assertThat(client.closeCode()).as(nonsense).isEqualTo(4401);
            }
        }
    }

    @Test
    void refusesAWrongToken() throws Exception {
        for (var token : new String[]{"x", "pst_a_b", platform.operatorToken() + "x"}) {
            try (var client = open()) {
                var error = error(client.connect(token));
                assertThat(error.text("code")).contains("unauthenticated");
                assertThat(error.toString()).doesNotContain(platform.operatorToken());
                assertThat(client.closeCode()).isEqualTo(4401);
            }
        }
    }

    @Test
    void refusesNoToken() throws Exception {
        for (var auth : new String[]{"", ",\"auth\":{}"}) {
            try (var client = open()) {
                client.send("""
                        {"type":"connect","id":"c1","protocol":{"min":1,"max":1},
                        "client":{"id":"t","kind":"cli","name":"test","version":"1","capabilities":[]}%s}"""
                        .formatted(auth));
                assertThat(error(client.response("c1")).text("code")).contains("unauthenticated");
                assertThat(client.closeCode()).isEqualTo(4401);
            }
        }
    }

    @Test
    void refusesVersionsItDoesNotSpeak() throws Exception {
        for (var range : new String[]{"{\"min\":2,\"max\":3}", "{\"min\":9,\"max\":9}"}) {
            try (var client = open()) {
                client.send("""
                        {"type":"connect","id":"c1","protocol":%s,"client":{"id":"t","kind":"cli"},
                        "auth":{"token":"%s"}}""".formatted(range, platform.operatorToken()));
                var error = error(client.response("c1"));
                assertThat(error.text("code")).contains("protocol_unsupported");
                assertThat(error.array("details").orElseThrow()).hasToString("[{\"min\":1,\"max\":1}]");
                assertThat(client.closeCode()).isEqualTo(4406);
            }
        }
    }

    @Test
    void saysWhatAnUpgradeLacks() throws Exception {
        for (var key : new String[]{"", "short", "no base64 at all!!!!!!!!", "dGhlIHNhbXBsZSBub25jZQ"}) {
            try (var client = open("Sec-WebSocket-Key", key)) {
                // the last one lacks only what decoders do without
                assertThat(client.upgradeStatus()).as(key).isEqualTo(key.startsWith("dGhl") ? 101 : 400);
            }
        }
        for (var version : new String[]{"", "8", "14"}) {
            try (var client = open("Sec-WebSocket-Version", version)) {
                assertThat(client.upgradeStatus()).as(version).isEqualTo(426);
                assertThat(client.upgradeAnswer()).containsIgnoringCase("Sec-WebSocket-Version: 13");
            }
        }
    }

    @Test
    void asksEveryOriginThatIsNamed() throws Exception {
        var own = "http://127.0.0.1:" + platform.port();
        for (var origins : new String[]{own + "\r\nOrigin: http://evil.example",
            "http://evil.example\r\nOrigin: " + own}) {
            try (var client = open("Origin", origins)) {
                assertThat(client.upgradeStatus()).as(origins).isEqualTo(403);
            }
        }
    }

    @Test
    void acceptsARangeThatIncludesItsVersion() throws Exception {
        try (var client = open()) {
            client.send("""
                    {"type":"connect","id":"c1","protocol":{"min":1,"max":9},"client":{"id":"t","kind":"cli"},
                    "auth":{"token":"%s"}}""".formatted(platform.operatorToken()));
            assertThat(client.response("c1").bool("ok")).contains(true);
        }
    }

    @Test
    void answersASecondConnectWithConflictAndLivesOn() throws Exception {
        try (var client = connected()) {
            assertThat(error(client.connect(platform.operatorToken())).text("code")).contains("conflict");
            assertThat(client.call("gateway.ping", "{}").bool("ok")).contains(true);
        }
    }

    @Test
    void takesSmallFramesOnlyBeforeHello() throws Exception {
        try (var client = open()) {
            var large = new byte[65_537];
            Arrays.fill(large, (byte) ' ');
            client.frame(Client.TEXT, large);
            assertThat(client.closeCode()).isIn(1009, 4413);
        }
        try (var client = open()) {
            var connect = """
                    {"type":"connect","id":"c1","protocol":{"min":1,"max":1},"client":{"id":"t","kind":"cli"},
                    "auth":{"token":"%s"}}""".formatted(platform.operatorToken());
            client.send(connect + " ".repeat(65_536 - connect.length()));
            assertThat(client.response("c1").bool("ok")).contains(true);
        }
    }

    @Test
    void refusesBinaryAndBadTextBeforeHelloToo() throws Exception {
        try (var client = open()) {
            client.frame(Client.BINARY, new byte[]{1});
            assertThat(client.closeCode()).isEqualTo(4415);
        }
        try (var client = open()) {
            client.frame(Client.TEXT, "\u00e4".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(client.closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void closesConnectionsOfARevokedToken() throws Exception {
        try (var operator = connected(); var other = open()) {
            var made = operator.call("tokens.create", "{\"name\":\"t\",\"scopes\":[\"gateway:read\"]}")
                    .object("result")
                    .orElseThrow();
            var id = made.object("info").orElseThrow().text("id").orElseThrow();
            assertThat(other.connect(made.text("token").orElseThrow()).bool("ok")).contains(true);

            operator.call("tokens.revoke", "{\"token\":\"" + id + "\"}");

            assertThat(other.closeCode()).isEqualTo(4401);
        }
    }

    private static Client open(String... header) throws Exception {
        return Client.open(JSON, platform.port(), header.length == 0 ? Map.of() : Map.of(header[0], header[1]));
    }

    private static Client connected() throws Exception {
        var client = open();
        assertThat(client.connect(platform.operatorToken()).bool("ok")).contains(true);
        return client;
    }

    private static JsonObject error(JsonObject response) {
        assertThat(response.bool("ok")).contains(false);
        return response.object("error").orElseThrow();
    }
}
