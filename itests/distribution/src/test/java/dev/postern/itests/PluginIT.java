// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.HelloPlugin;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A third party's plugin comes, changes and goes while the gateway runs; no connection is dropped. */
class PluginIT {
    private static final boolean FULL = Boolean.getBoolean("postern.full");
    private static final int SESSIONS = FULL ? 200 : 20;
    private static final int UPDATES = FULL ? 100 : 10;
    private static final String GREET = "/hello.greet name=Ada";

    @TempDir
    static Path home;
    @AutoClose
    private static final StandingGateway standing = new StandingGateway(() -> home, builder -> builder);

    /** Whatever a test made of it. */
    @AfterEach
    void uninstall() throws Exception {
        try (var client = standing.gateway().connect()) {
            if (Plugins.list(client).contains("\"hello\"")) {
                client.call("plugins.uninstall", JsonObject.of("plugin", "hello"));
            }
        }
    }

    @Test
    void byTheDeployFolder() throws Exception {
        var first = HelloPlugin.version("1.0.0");
        var second = HelloPlugin.version("1.1.0");
        var gateway = standing.gateway();
        try (var client = gateway.connect()) {
            client.subscribe("plugin.*");
            assertThat(client.say(Messages.in("deploy", GREET)).text("reply").orElse(""))
                    .contains("no tool");

            Plugins.drop(gateway, first, "hello.jar");
            client.nextEvent("plugin.installed", any -> true);
            assertThat(reply(client, "deploy")).contains("Hello, Ada");

            Plugins.drop(gateway, second, "hello.jar");
            client.nextEvent("plugin.updated", any -> true);
            assertThat(reply(client, "deploy")).contains("Hello, Ada").contains("length");

            Files.delete(gateway.home().resolve("deploy/hello.jar"));
            client.nextEvent("plugin.removed", any -> true);
            assertThat(reply(client, "deploy")).contains("no tool");
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void byRequestAndAcrossARestart() throws Exception {
        var gateway = standing.gateway();
        try (var client = gateway.connect()) {
            install(gateway, client, HelloPlugin.version("1.0.0"));
            assertThat(reply(client, "request")).contains("Hello, Ada");
            assertThat(gateway.terminate()).isZero();
        }
        var again = standing.gateway();
        try (var client = again.connect()) {
            Await.until("the plugin serves again", () -> reply(client, "request").contains("Hello, Ada"));
            install(again, client, HelloPlugin.version("1.1.0"));
            assertThat(reply(client, "request")).contains("length");
            client.call("plugins.uninstall", JsonObject.of("plugin", "hello"));
            assertThat(reply(client, "request")).contains("no tool");
            assertThat(client.isOpen()).isTrue();
            assertThat(again.terminate()).isZero();
        }
        try (var client = standing.gateway().connect()) {
            assertThat(reply(client, "request")).contains("no tool");
            assertThat(Plugins.list(client)).doesNotContain("\"hello\"");
        }
    }

    @Test
    void nobodyNoticesThatAToolInUseIsUpdatedAgainAndAgain(@TempDir Path files) throws Exception {
        var bundle = HelloPlugin.version("1.1.0");
        var gateway = standing.gateway();
        try (var operator = gateway.connect()) {
            install(gateway, operator, bundle);
            try (var load = TurnLoad.begin(gateway, SESSIONS, GREET, "Hello, Ada")) {
                var calls = CompletableFuture.supplyAsync(() -> callsUntil(gateway, load));
                for (int update = 1; update <= UPDATES; update++) {
                    int before = load.ended();
                    var version = "1.1." + update;
                    install(gateway, operator, HandmadeBundle.of(bundle, version).write(files.resolve(version)));
                    Await.until("turns go on after " + version, () -> load.ended() > before + SESSIONS);
                }
                load.check();
                assertThat(calls.get(Gateway.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isPositive();
            }
        }
    }

    /** Calls outside turns, as long as the load goes on; none may fail. */
    private static int callsUntil(Gateway gateway, TurnLoad load) {
        try (var client = gateway.connect()) {
            int calls = 0;
            while (load.goesOn()) {
                client.call("tools.invoke", JsonObject.builder().put("tool", "hello.greet")
                        .put("input", JsonObject.of("name", "Ada")).build());
                calls++;
            }
            return calls;
        } catch (Exception | AssertionError failed) {
            throw new CompletionException(failed);
        }
    }

    @Test
    void aFileThatWasChangedSinceItWasInstalledDoesNotServe() throws Exception {
        var first = HelloPlugin.version("1.0.0");
        var second = HelloPlugin.version("1.1.0");
        var gateway = standing.gateway();
        try (var client = gateway.connect()) {
            install(gateway, client, first);
            assertThat(gateway.terminate()).isZero();
        }
        try (var kept = Files.newDirectoryStream(home.resolve("data/plugins/hello"), "*.jar")) {
            Files.copy(second, kept.iterator().next(), StandardCopyOption.REPLACE_EXISTING);
        }
        var again = standing.gateway();
        try (var client = again.connect()) {
            Await.until("the change is found", () -> Plugins.list(client).contains("was changed since"));
            assertThat(reply(client, "changed")).contains("no tool");
            assertThat(client.say("/time.now").text("state")).contains("finished");
            install(again, client, first);
            assertThat(reply(client, "changed")).contains("Hello, Ada").doesNotContain("length");
        }
    }

    @Test
    void whatCannotBeInstalledChangesNothing() throws Exception {
        var gateway = standing.gateway();
        try (var client = gateway.connect()) {
            var imports = Files.createDirectories(gateway.home().resolve("import"));
            Files.writeString(imports.resolve("text.jar"), "this is no jar");
            var before = Plugins.list(client);
            for (var path : new String[]{"text.jar", "none.jar", "../secrets/operator.token", "/etc/passwd"}) {
                var answer = client.request("plugins.install", source(path), JsonObject.EMPTY);
                var error = WireClient.error(answer);
                assertThat(error.text("message").orElse("")).as(path).isNotBlank();
                assertThat(answer.toString()).doesNotContain(gateway.token()).doesNotContain("root:");
            }
            assertThat(Plugins.list(client)).isEqualTo(before);
        }
    }

    private static void install(Gateway gateway, WireClient client, Path bundle) throws Exception {
        var imports = Files.createDirectories(gateway.home().resolve("import"));
        Files.copy(bundle, imports.resolve("hello.jar"), StandardCopyOption.REPLACE_EXISTING);
        var result = client.call("plugins.install", source("hello.jar"));
        assertThat(result.text("plugin")).contains("hello");
        assertThat(result.object("plan")).isPresent();
    }

    private static JsonObject source(String path) {
        return JsonObject.builder().put("source", JsonObject.of("path", path)).build();
    }

    private static String reply(WireClient client, String thread) throws Exception {
        return client.say(Messages.in(thread, GREET)).text("reply").orElse("");
    }
}
