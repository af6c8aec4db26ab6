package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HelloPlugin;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A third party's plugin comes, changes and goes while the gateway runs; no connection is dropped. */
class PluginIT {
    @Test
    void byTheDeployFolder(@TempDir Path home) throws Exception {
        var first = HelloPlugin.version("1.0.0");
        var second = HelloPlugin.version("1.1.0");
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            client.subscribe("plugin.*");
            assertThat(client.say(Messages.in("deploy", "/hello.greet name=Ada")).text("reply").orElse(""))
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
    void byRequestAndAcrossARestart(@TempDir Path home) throws Exception {
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            install(gateway, client, HelloPlugin.version("1.0.0"));
            assertThat(reply(client, "request")).contains("Hello, Ada");
            assertThat(gateway.terminate()).isZero();
        }
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            Await.until("the plugin serves again", () -> reply(client, "request").contains("Hello, Ada"));
            install(gateway, client, HelloPlugin.version("1.1.0"));
            assertThat(reply(client, "request")).contains("length");
            client.call("plugins.uninstall", JsonObject.of("plugin", "hello"));
            assertThat(reply(client, "request")).contains("no tool");
        }
    }

    @Test
    void whatCannotBeInstalledChangesNothing(@TempDir Path home) throws Exception {
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
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
        Files.copy(bundle, imports.resolve("hello.jar"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        var result = client.call("plugins.install", source("hello.jar"));
        assertThat(result.text("plugin")).contains("hello");
        assertThat(result.object("plan")).isPresent();
    }

    private static JsonObject source(String path) {
        return JsonObject.builder().put("source", JsonObject.of("path", path)).build();
    }

    private static String reply(WireClient client, String thread) throws Exception {
        return client.say(Messages.in(thread, "/hello.greet name=Ada")).text("reply").orElse("");
    }
}
