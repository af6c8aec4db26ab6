// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;
import dev.postern.itests.plugin.Halts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The plugin that misbehaves, unchanged, in a process of its own: what it does there is a tool's failure. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IsolationIT {
    private static final String SECRET = "swordfish-4711";

    @TempDir
    static Path home;

    private static Gateway gateway;
    private static WireClient client;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.builder(home)
                .configure("dev.postern.isolation", "{\"plugins\":[\"hostile-tools\",\"halts\"],\"memory.mib\":96}")
                .secret("confided", SECRET)
                .start();
        Plugins.deploy(gateway, Plugins.HOSTILE_TOOLS);
        client = gateway.connect();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        gateway.close();
    }

    @Test
    @Order(1)
    void itsToolsAreThePluginsAndTheirMeansTheGateways() throws Exception {
        assertThat(Plugins.list(client)).contains("\"place\":\"isolated\"", "\"place\":\"in_process\"");
        var tool = client.call("tools.get", JsonObject.of("tool", "effects.append")).object("tool").orElseThrow();
        assertThat(tool.text("bundle").orElseThrow())
                .matches("dev\\.postern\\.itests\\.hostile\\.tools/.*/[0-9a-f]{64}");
        assertThat(WireClient.result(invoke("effects.append")).toString()).contains("\"text\":\"c_");
        assertThat(Files.readString(home.resolve("workspace/effects.txt"))).startsWith("c_");
        assertThat(client.say(Messages.in("isolated", "/effects.append")).text("state")).contains("finished");
        assertThat(Files.readAllLines(home.resolve("workspace/effects.txt"))).hasSize(2);
        assertThat(client.call("gateway.health", JsonObject.EMPTY).toString()).contains("hostile-tools");
    }

    @Test
    @Order(2)
    void whatItSaysComesAndSecretsStayHidden() throws Exception {
        client.subscribe("tool.*");
        WireClient.result(invoke("hostile.talks"));
        assertThat(client.nextFrame().toString()).contains("\"kind\":\"progress\"", "beginning");
        var refused = WireClient.error(client.request("tools.invoke", JsonObject.builder()
                .put("tool", "hostile.confides").put("input", JsonObject.of("word", "psst")).build(),
                JsonObject.EMPTY));
        assertThat(refused.toString()).contains("\"toolCode\":\"failed\"").doesNotContain(SECRET);
        assertThat(Files.readString(home.resolve("log/postern.jsonl"))).doesNotContain(SECRET);
    }

    @Test
    @Order(3)
    void itSeesNeitherTheGatewaysEnvironmentNorItsFolders() throws Exception {
        var said = WireClient.result(invoke("hostile.lingers")).toString();
        assertThat(said).contains(home.resolve("isolation").toString()).doesNotContain("POSTERN_");
        for (var process : hosts()) {
            assertThat(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))).doesNotContain("pst_");
        }
    }

    @Test
    @Order(4)
    void itsEndIsItsCallsAndTheToolsComeBack() throws Exception {
        var gatewayProcess = gateway.process().pid();
        for (var tool : List.of("hostile.exits", "hostile.hoards")) {
            var error = WireClient.error(invoke(tool));
            assertThat(error.text("code").orElseThrow()).as(tool).isIn("conflict", "unavailable");
            client.say("/time.now");
            comesBack();
        }
        var killed = client.start("tools.invoke", params("effects.slow"));
        client.nextEvent("tool.started", payload -> payload.text("tool").orElse("").equals("effects.slow"));
        hosts().forEach(ProcessHandle::destroyForcibly);
        assertThat(WireClient.error(killed.get(60, TimeUnit.SECONDS)).toString()).contains("in doubt");
        comesBack();
        assertThat(gateway.process().pid()).isEqualTo(gatewayProcess);
        assertThat(gateway.process().isAlive()).isTrue();
    }

    /** Five that neither end when they are told to nor after their time: no process carries so many. */
    @Test
    @Order(5)
    void whatIgnoresItsCancellationEndsTheProcessAndNotTheGateway() throws Exception {
        var before = hosts().stream().map(ProcessHandle::pid).toList();
        var calls = Stream.generate(() -> client.start("tools.invoke", params("hostile.stubborn"))).limit(5).toList();
        for (var call : calls) {
            assertThat(WireClient.error(call.get(60, TimeUnit.SECONDS)).toString()).contains("timeout");
        }
        Await.until("another process is there", () -> {
            var now = hosts().stream().map(ProcessHandle::pid).toList();
            return !now.isEmpty() && now.stream().noneMatch(before::contains);
        });
        Await.until("its tools answer", () -> invoke("hostile.quiet").bool("ok").orElse(false));
        comesBack();
        assertThat(Files.readString(home.resolve("log/postern.jsonl"))).contains("ignore their cancellation");
    }

    /** Whether there is one here, health says. */
    @Test
    @Order(6)
    void runsInTheSandboxThatThereIs() throws Exception {
        boolean within = gateway.process().descendants().map(process -> process.info().command().orElse(""))
                .anyMatch(command -> command.endsWith("/bwrap"));
        assertThat(client.call("gateway.health", JsonObject.EMPTY).toString().contains("no sandbox"))
                .isEqualTo(!within);
    }

    @Test
    @Order(7)
    void whatIgnoresItsEndGoesWithItsProcess() throws Exception {
        WireClient.result(invoke("hostile.lingers"));
        assertThat(hosts()).isNotEmpty();
        client.call("plugins.uninstall", JsonObject.of("plugin", "hostile-tools"));
        Await.until("its process is gone", () -> hosts().isEmpty());
        assertThat(client.refusal("tools.get", JsonObject.of("tool", "hostile.lingers"))).isEqualTo("not_found");
    }

    @Test
    @Order(6)
    void whatEndsItsProcessAsItStartsIsRefusedWithThat() throws Exception {
        HandmadeBundle.plugin("halts").tool("halts.never", "1.0.0").component(Halts.class)
                .write(Files.createDirectories(home.resolve("import")).resolve("halts.jar"));
        var refused = WireClient.error(client.request("plugins.install",
                JsonObject.builder().put("source", JsonObject.of("path", "halts.jar")).build(), JsonObject.EMPTY));
        assertThat(refused.text("message").orElseThrow()).contains("its process does not serve: exit code 7");
        assertThat(Plugins.list(client)).doesNotContain("\"halts\"");
    }

    private static void comesBack() throws Exception {
        Await.until("its tools serve again", () -> client.call("tools.list", JsonObject.of("next", "e")).toString()
                .contains("\"effects.append\""));
        WireClient.result(invoke("effects.append"));
    }

    /** Java processes below the gateway's. */
    private static List<ProcessHandle> hosts() {
        return gateway.process().descendants()
                .filter(process -> process.info().command().filter(command -> command.endsWith("java")).isPresent())
                .toList();
    }

    private static JsonObject params(String tool) {
        return JsonObject.builder().put("tool", tool).put("input", JsonObject.EMPTY).build();
    }

    private static JsonObject invoke(String tool) throws Exception {
        return client.request("tools.invoke", params(tool), JsonObject.EMPTY);
    }
}
