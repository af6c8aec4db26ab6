// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The gateway's own bundles are exchanged while turns run. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExchangeIT {
    private static final boolean FULL = Boolean.getBoolean("postern.full");
    private static final int SESSIONS = FULL ? 200 : 6;
    /** One of each kind; the full run takes all. */
    private static final List<String> SOME = List.of("dev.postern.adapters.webchat", "dev.postern.adapters.webhook",
            "dev.postern.console", "dev.postern.pipeline", "dev.postern.planner.rules", "dev.postern.session",
            "dev.postern.toolrunner");

    /** What a crash in the middle of one leaves. */
    private static final String CUT_OFF = """
            id=bx_cut
            name=dev.postern.pipeline
            from=0.1.1
            to=0.1.2
            bundle=dev.postern.pipeline/0.1.2/00
            principal=k_operator
            """;

    @TempDir
    static Path home;
    @TempDir
    static Path files;
    @AutoClose
    private static final StandingGateway standing = new StandingGateway(() -> home,
            builder -> builder.configure("dev.postern.exchange", "{\"health.millis\":8000}"));

    @Test
    @Order(1)
    void eachOfThemUnderLoad() throws Exception {
        var gateway = standing.gateway();
        try (var operator = gateway.connect();
                var load = TurnLoad.begin(gateway, SESSIONS, "/time.now", "UTC")) {
            operator.subscribe("bundle.*");
            var all = exchangeable(operator, false);
            assertThat(all).containsAll(SOME);
            for (var name : FULL ? all : SOME) {
                int before = load.ended();
                var answer = Exchanges.update(gateway, operator, name, "0.1.1");
                assertThat(answer.text("state")).as(name).contains("updated");
                operator.nextEvent("bundle.updated",
                        payload -> payload.text("bundle").orElse("").startsWith(name + "/0.1.1/"));
                Await.until("turns go on after " + name, () -> load.ended() > before + SESSIONS);
                assertThat(operator.isOpen() && load.isConnected()).as("connections after " + name).isTrue();
            }
            load.check();
            assertThat(operator.isOpen()).isTrue();
        }
    }

    @Test
    @Order(2)
    void thoseThatHoldConnectionsWithAnAskToComeBackThatMissesNothing() throws Exception {
        var gateway = standing.gateway();
        List<String> names;
        try (var client = gateway.connect()) {
            names = exchangeable(client, true);
        }
        assertThat(names).contains("dev.postern.gateway");
        for (var name : names) {
            try (var operator = gateway.connect(); var listener = gateway.connect()) {
                var cursor = listener.subscribe("turn.*").text("cursor").orElseThrow();
                try {
                    assertThat(Exchanges.update(gateway, operator, name, "0.1.1").text("state")).contains("begun");
                } catch (ExecutionException closedFirst) {
                    // the connection may be faster than the answer
                }
                assertThat(listener.closeCode()).as(name).isEqualTo(1012);
                gateway.awaitReady();
                Await.until(name + " serves", () -> version(gateway, name).equals("0.1.1"));
                missesNothing(gateway, cursor);
            }
        }
    }

    private static void missesNothing(Gateway gateway, String cursor) throws Exception {
        String turn;
        try (var client = gateway.connect()) {
            turn = client.say("/time.now").text("id").orElseThrow();
        }
        try (var back = WireClient.open(gateway)) {
            var resume = JsonObject.builder().put("cursor", cursor)
                    .put("topics", JsonArray.ofStrings(List.of("turn.*"))).build();
            back.hello(gateway.token(), JsonObject.builder().put("resume", resume).build());
            back.nextEvent("turn.finished", payload -> payload.text("turn").filter(turn::equals).isPresent());
        }
    }

    private static String version(Gateway gateway, String name) throws Exception {
        try (var client = gateway.connect()) {
            return version(client, name);
        }
    }

    @Test
    @Order(3)
    void whatWasExchangedServesAfterARestartUntilItIsRestored() throws Exception {
        assertThat(standing.gateway().terminate()).isZero();
        Files.writeString(home.resolve("data/bundles/.exchange"), CUT_OFF);
        var gateway = standing.gateway();
        try (var client = gateway.connect()) {
            assertThat(client.call("audit.query", JsonObject.builder().put("chain", "installation")
                    .put("type", "bundle.failed").build()).toString()).contains("bx_cut");
            assertThat(home.resolve("data/bundles/.exchange")).doesNotExist();
            assertThat(version(client, "dev.postern.pipeline")).isEqualTo("0.1.1");
            assertThat(client.call("bundles.restore", JsonObject.of("bundle", "dev.postern.pipeline")).text("version"))
                    .contains("0.1.0");
            assertThat(version(client, "dev.postern.pipeline")).isEqualTo("0.1.0");
            assertThat(client.say("/time.now").text("state")).contains("finished");
            assertThat(client.refusal("bundles.restore", JsonObject.of("bundle", "dev.postern.pipeline")))
                    .isEqualTo("conflict");
        }
    }

    @Test
    @Order(4)
    void whatDoesNotServeIsPutBack() throws Exception {
        var gateway = standing.gateway();
        try (var client = gateway.connect()) {
            client.subscribe("bundle.*");
            refused(gateway, client, "unresolved", Exchanges.bundle("dev.postern.session", "0.1.2")
                    .clause("Import-Package", "org.example.nowhere"));
            refused(gateway, client, "unhealthy", Exchanges.bundle("dev.postern.toolrunner", "0.1.2")
                    .header("Service-Component", "OSGI-INF/none.xml"));
            client.nextEvent("bundle.failed", payload -> payload.toString().contains("dev.postern.toolrunner/0.1.2"));
            assertThat(client.say("/time.now").text("state")).contains("finished");
            assertThat(client.isOpen()).isTrue();
            refused(gateway, client, "fixed", Exchanges.bundle("dev.postern.core.api", "0.1.2"));
            refused(gateway, client, "fixed", Exchanges.bundle("dev.postern.store", "0.1.2"));
            refused(gateway, client, "version_reused", Exchanges.bundle("dev.postern.session", "0.1.1")
                    .entry("changed", new byte[]{1}));
            refused(gateway, client, "not_newer", Exchanges.bundle("dev.postern.session", "0.0.9"));
            refused(gateway, client, "not_found", HandmadeBundle.plugin("stranger"));
            assertThat(gateway.command("bundles", "list").out()).contains("dev.postern.session").contains("0.1.1");
        }
    }

    private static void refused(Gateway gateway, WireClient client, String reason, HandmadeBundle bundle)
            throws Exception {
        var answer = client.request("bundles.update",
                Exchanges.blob(gateway, bundle.write(files.resolve("refused.jar"))),
                JsonObject.EMPTY);
        assertThat(WireClient.error(answer).array("details").orElseThrow().toString()).contains(reason);
    }

    private static List<String> exchangeable(WireClient client, boolean closesConnections) throws Exception {
        return bundles(client).stream().filter(bundle -> bundle.text("fixed").isEmpty()
                && bundle.bool("closesConnections").orElseThrow() == closesConnections)
                .map(bundle -> bundle.text("name").orElseThrow()).toList();
    }

    private static String version(WireClient client, String name) throws Exception {
        return bundles(client).stream().filter(bundle -> bundle.text("name").filter(name::equals).isPresent())
                .findFirst().orElseThrow().text("version").orElseThrow();
    }

    private static List<JsonObject> bundles(WireClient client) throws Exception {
        return client.call("bundles.list", JsonObject.EMPTY).array("bundles").orElseThrow().values().stream()
                .map(JsonObject.class::cast).toList();
    }
}
