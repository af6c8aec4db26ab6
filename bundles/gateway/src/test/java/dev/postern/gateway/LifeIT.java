// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.FutureTask;

import dev.postern.core.json.Json;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, stopping, idling. */
class LifeIT {
    private static final Json JSON = new StrictJson();

    @TempDir
    private Path folder;

    @Test
    void tellsClientsToComeBackWhenItIsUpdated() throws Exception {
        try (var platform = Platform.start(folder, Map.of()); var client = Client.open(JSON, platform.port())) {
            client.connect(platform.operatorToken());
            var waiting = Thread.ofVirtual().unstarted(() -> stop(platform));
            waiting.start();
            assertThat(client.closeCode()).isEqualTo(1012);
            waiting.join();
            assertThat(platform.home().resolve("run/port")).doesNotExist();

            platform.gateway().start();
            try (var again = Client.open(JSON, platform.port())) {
                assertThat(again.connect(platform.operatorToken()).bool("ok")).contains(true);
            }
        }
    }

    @Test
    void tellsWhereItListensOnceItDoes() throws Exception {
        try (var platform = Platform.start(folder, Map.of())) {
            assertThat(platform.port()).isBetween(1_024, 65_535);
            try (var left = Files.list(platform.home().resolve("run"))) {
                assertThat(left).containsExactly(platform.home().resolve("run/port"));
            }
        }
    }

    @Test
    void closesWhoStaysSilent() throws Exception {
        try (var platform = Platform.start(folder, Map.of("connect.timeout.ms", 1_000));
                var client = Client.open(JSON, platform.port())) {
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void pingsAndClosesWhoGivesNoSignOfLife() throws Exception {
        // long enough for the one that is alive to answer in time on a busy machine too
        try (var platform = Platform.start(folder, Map.of("idle.timeout.ms", 6_000));
                var client = Client.open(JSON, platform.port());
                var deaf = Client.open(JSON, platform.port())) {
            client.connect(platform.operatorToken());
            deaf.connect(platform.operatorToken());
            deaf.answerNoPings();
            var alive = new FutureTask<>(() -> client.pings(4));
            Thread.ofVirtual().start(alive);
            assertThat(deaf.closeCode()).isEqualTo(1001);
            // the other one says nothing but pong, for longer than the timeout
            assertThat(alive.get()).isGreaterThanOrEqualTo(4);
            assertThat(client.call("gateway.ping", "{}").bool("ok")).contains(true);
        }
    }

    @Test
    void tellsASlowClientWhyItWasCutWhenItReadsAgain() throws Exception {
        try (var platform = Platform.start(folder, Map.of()); var slow = Client.open(JSON, platform.port())) {
            slow.connect(platform.operatorToken());
            Await.until("it is cut", () -> {
                for (int i = 0; i < 200; i++) {
                    slow.request("gateway.info", "{}");
                }
                return metrics(platform).contains("postern_slow_clients_total 1");
            });
            // longer than another may take to answer a close
            Thread.sleep(6_500);
            assertThat(slow.closeCode()).isEqualTo(4408);
        }
    }

    @Test
    void letsNobodyBeKeptOutByConnectionsThatSayNothing() throws Exception {
        try (var platform = Platform.start(folder, Map.of("max.connections", 2));
                var known = Client.open(JSON, platform.port())) {
            known.connect(platform.operatorToken());
            try (var silent = Client.open(JSON, platform.port())) {
                Await.until("both are open", () -> metrics(platform).contains("postern_connections 2"));
                try (var newcomer = Client.open(JSON, platform.port())) {
                    assertThat(silent.closeCode()).isEqualTo(1013);
                    assertThat(newcomer.connect(platform.operatorToken()).bool("ok")).contains(true);
                    Await.until("the silent one is gone", () -> metrics(platform).contains("postern_connections 2"));
                    try (var refused = Client.open(JSON, platform.port())) {
                        assertThat(refused.upgradeStatus()).as("for the known keep their places").isEqualTo(503);
                    }
                    assertThat(known.call("gateway.ping", "{}").bool("ok")).contains(true);
                }
            }
        }
    }

    private static String metrics(Platform platform) throws Exception {
        var connection = URI.create("http://127.0.0.1:" + platform.port() + "/metrics").toURL().openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + platform.operatorToken());
        try (var in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void keepsServingByTheOldSettingsWhenNewOnesAreBad() throws Exception {
        try (var platform = Platform.start(folder, Map.of("max.in.flight", 1))) {
            assertThat(hello(platform)).contains("\"maxInFlight\":128");
            platform.configure(Map.of("max.in.flight", 200));
            Await.until("the new settings hold", () -> hello(platform).contains("\"maxInFlight\":200"));
            try (var client = Client.open(JSON, platform.port())) {
                client.connect(platform.operatorToken());
                platform.configure(Map.of("max.in.flight", 300, "heartbeat.ms", 1));
                platform.configure(Map.of("max.in.flight", 400));
                Await.until("the new settings hold", () -> hello(platform).contains("\"maxInFlight\":400"));
                assertThat(client.call("gateway.ping", "{}").bool("ok")).as("new settings drop nobody").contains(true);
            }
        }
    }

    @Test
    void keepsKeysAndTokensAcrossARestartOfTheGateway() throws Exception {
        try (var platform = Platform.start(folder, Map.of())) {
            String first;
            try (var client = Client.open(JSON, platform.port())) {
                client.connect(platform.operatorToken());
                first = client.response(client.request("tokens.create",
                        "{\"name\":\"t\",\"scopes\":[\"tools:read\"]}", ",\"idempotencyKey\":\"k\""))
                        .object("result").flatMap(result -> result.object("info")).orElseThrow().toString();
            }
            platform.gateway().stop();
            platform.gateway().start();
            try (var client = Client.open(JSON, platform.port())) {
                client.connect(platform.operatorToken());
                var again = client.response(client.request("tokens.create",
                        "{\"name\":\"t\",\"scopes\":[\"tools:read\"]}", ",\"idempotencyKey\":\"k\""))
                        .object("result").orElseThrow();
                assertThat(again.object("info").orElseThrow()).hasToString(first);
                assertThat(again.text("token")).as("it is told once").isEmpty();
            }
        }
    }

    private static String hello(Platform platform) throws Exception {
        try (var client = Client.open(JSON, platform.port())) {
            return client.connect(platform.operatorToken()).toString();
        }
    }

    private static void stop(Platform platform) {
        try {
            platform.gateway().stop();
        } catch (org.osgi.framework.BundleException e) {
            throw new IllegalStateException(e);
        }
    }
}
