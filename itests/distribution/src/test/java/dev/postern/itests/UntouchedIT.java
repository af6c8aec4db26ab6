// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.HelloPlugin;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens to one plugin, every other service keeps its id, a connection stays, its subscription goes on, and a turn
 * that runs does not notice.
 */
class UntouchedIT {
    private static final JsonObject HELLO = JsonObject.of("plugin", "hello");

    @TempDir
    Path home;
    @TempDir
    Path folder;

    @Test
    void nobodyElseNoticesWhatHappensToAPlugin() throws Exception {
        try (var gateway = Gateway.builder(home).start(); var client = gateway.connect()) {
            Plugins.deploy(gateway, Plugins.HOSTILE_TOOLS);
            client.subscribe("turn.*", "plugin.*");
            var turn = client.call("messages.send", Messages.in("runs", "/effects.gated")).text("turn").orElseThrow();
            Await.until("the tool runs", () -> Files.exists(home.resolve("workspace/gated.txt")));
            var others = others(gateway);
            assertThat(others).hasSizeGreaterThan(100);

            install(client, HelloPlugin.version("1.0.0"));
            assertUntouched("install", gateway, others);
            assertThat(greet(client)).contains("Hello, Ada");
            install(client, HelloPlugin.version("1.1.0"));
            assertUntouched("update", gateway, others);
            assertThat(greet(client)).contains("length");

            var failed = refused(client, HandmadeBundle.of(HelloPlugin.version("1.1.0"), "1.2.0")
                    .header("Bundle-Activator", "org.example.Nowhere").write(folder.resolve("failing.jar")));
            assertThat(failed).contains("it does not start");
            assertUntouched("failed update", gateway, others);
            assertThat(greet(client)).contains("length");

            assertThat(client.call("plugins.rollback", HELLO).text("version")).contains("1.0.0");
            assertUntouched("rollback", gateway, others);
            assertThat(greet(client)).contains("Hello, Ada").doesNotContain("length");

            client.call("plugins.disable", HELLO);
            assertUntouched("disable", gateway, others);
            var unavailable = WireClient.error(client.request("tools.invoke", greeting(), JsonObject.EMPTY));
            assertThat(unavailable.text("code")).contains("unavailable");
            assertThat(unavailable.text("message").orElse("")).contains("its plugin hello is disabled");
            assertThat(WireClient.error(client.request("tools.get", JsonObject.of("tool", "hello.greet"),
                    JsonObject.EMPTY)).text("code")).contains("unavailable");
            client.call("plugins.enable", HELLO);
            assertUntouched("enable", gateway, others);
            assertThat(greet(client)).contains("Hello, Ada");

            client.call("plugins.uninstall", HELLO);
            assertUntouched("uninstall", gateway, others);
            client.nextEvent("plugin.removed", any -> true);
            assertThat(client.call("turns.get", JsonObject.of("turn", turn)).object("turn").flatMap(it -> it
                    .text("state"))).contains("running");
            Files.writeString(home.resolve("workspace/gate"), "");
            client.nextEvent("turn.finished", payload -> payload.text("turn").equals(Optional.of(turn)));
            assertThat(Files.readAllLines(home.resolve("workspace/gated.txt"))).hasSize(1);
            assertThat(client.isOpen()).isTrue();
        }
    }

    private static void assertUntouched(String what, Gateway gateway, Set<String> others) throws Exception {
        assertThat(others(gateway)).as("services after: " + what).isEqualTo(others);
    }

    /** Every service that is not the plugin's, by its id, as the Web Console tells it. */
    private static Set<String> others(Gateway gateway) throws Exception {
        var answer = gateway.send(gateway.authorized("/system/console/services.json").build());
        assertThat(answer.statusCode()).isEqualTo(200);
        var services = new TreeSet<String>();
        for (var each : ((JsonObject) JsonValue.parse(answer.body())).array("data").orElseThrow().values()) {
            var service = (JsonObject) each;
            var bundle = service.text("bundleSymbolicName").orElse("");
            if (!bundle.contains("hello")) {
                services.add(
                        service.text("id").orElseThrow() + " " + service.text("types").orElse("") + " " + bundle);
            }
        }
        return services;
    }

    private void install(WireClient client, Path bundle) throws Exception {
        assertThat(client.call("plugins.install", source(bundle)).text("plugin")).contains("hello");
    }

    private String refused(WireClient client, Path bundle) throws Exception {
        return WireClient.error(client.request("plugins.install", source(bundle), JsonObject.EMPTY)).text("message")
                .orElse("");
    }

    private JsonObject source(Path bundle) throws Exception {
        var imports = Files.createDirectories(home.resolve("import"));
        var name = bundle.getFileName().toString();
        Files.write(imports.resolve(name), Files.readAllBytes(bundle));
        return JsonObject.builder().put("source", JsonObject.of("path", name)).build();
    }

    private static JsonObject greeting() {
        return JsonObject.builder().put("tool", "hello.greet").put("input", JsonObject.of("name", "Ada")).build();
    }

    private static String greet(WireClient client) throws Exception {
        return client.call("tools.invoke", greeting()).object("output").orElseThrow().toString();
    }
}
