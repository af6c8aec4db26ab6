// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A plugin that cannot be used is refused with a reason, and changes nothing for anybody. */
@ExtendWith(SharedGateway.class)
class RefusedPluginIT {
    /** Some are large: each is made once. */
    @TempDir
    private static Path folder;

    @ParameterizedTest
    @EnumSource
    void byRequest(RefusedPlugin plugin, Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var before = State.of(gateway, client);
            var error = install(gateway, client, plugin.in(folder));
            assertThat(error.array("details").orElseThrow().toString()).contains('"' + plugin.code() + '"');
            assertThat(error.text("message").orElseThrow()).contains(plugin.words());
            assertThat(State.of(gateway, client)).isEqualTo(before);
        }
    }

    /** Some in the normal run; that all are refused there, the test of the restart sees. */
    static List<RefusedPlugin> dropped() {
        return Boolean.getBoolean("postern.full")
                ? List.of(RefusedPlugin.values())
                : List.of(RefusedPlugin.EXPORTS_OUR_API, RefusedPlugin.HAS_A_COMPONENT_THAT_FAILS,
                        RefusedPlugin.REUSES_A_VERSION);
    }

    @ParameterizedTest
    @MethodSource("dropped")
    void byTheDeployFolder(RefusedPlugin plugin, Gateway gateway) throws Exception {
        var file = plugin.id() + ".jar";
        try (var client = gateway.connect()) {
            var before = State.of(gateway, client);
            client.subscribe("plugin.*");
            Plugins.drop(gateway, plugin.in(folder), file);
            client.nextEvent("plugin.failed", payload -> payload.text("code").orElse("").equals(plugin.code()));
            Await.until(file + " is listed as refused", () -> !refused(client, file).isEmpty());
            assertThat(refused(client, file).getFirst().text("code")).contains(plugin.code());
            assertThat(refused(client, file).getFirst().text("reason").orElseThrow()).contains(plugin.words());
            assertThat(State.of(gateway, client)).isEqualTo(before);

            Files.delete(gateway.home().resolve("deploy").resolve(file));
            Await.until(file + " is forgotten", () -> refused(client, file).isEmpty());
            assertThat(State.of(gateway, client)).isEqualTo(before);
        }
    }

    @Test
    void nothingOfThemIsBackAfterARestart(@TempDir Path home) throws Exception {
        State before;
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            Plugins.deploy(gateway, Plugins.HOSTILE_TOOLS);
            before = State.of(gateway, client);
            for (var plugin : RefusedPlugin.values()) {
                var bundle = plugin.in(folder);
                install(gateway, client, bundle);
                Plugins.drop(gateway, bundle, bundle.getFileName().toString());
            }
            Await.until("all are refused", () -> refused(client, "").size() == RefusedPlugin.values().length);
            for (var plugin : RefusedPlugin.values()) {
                assertThat(refused(client, plugin.id() + ".jar").getFirst().text("code")).contains(plugin.code());
            }
            assertThat(gateway.terminate()).isZero();
        }
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            Await.until("all are refused again", () -> refused(client, "").size() == RefusedPlugin.values().length);
            assertThat(State.of(gateway, client)).isEqualTo(before);
        }
    }

    private static JsonObject install(Gateway gateway, WireClient client, Path bundle) throws Exception {
        var imported = gateway.home().resolve("import").resolve(bundle.getFileName());
        Files.createDirectories(imported.getParent());
        Files.copy(bundle, imported);
        try {
            var source = JsonObject.of("path", imported.getFileName().toString());
            return WireClient.error(client.request(
                    "plugins.install", JsonObject.builder().put("source", source).build(), JsonObject.EMPTY));
        } finally {
            Files.delete(imported);
        }
    }

    private static List<JsonObject> refused(WireClient client, String file) throws Exception {
        return objects(client.call("plugins.list", JsonObject.EMPTY).array("refused").orElse(JsonArray.EMPTY))
                .filter(each -> each.text("file").orElseThrow().contains(file))
                .toList();
    }

    private static java.util.stream.Stream<JsonObject> objects(JsonArray array) {
        return array.values().stream().map(JsonObject.class::cast);
    }

    /** What somebody would miss. */
    private record State(String plugins, String tools, List<String> bundles, List<String> files) {
        static State of(Gateway gateway, WireClient client) throws Exception {
            assertThat(client.isOpen()).isTrue();
            assertThat(client.say(Messages.in("refused", "/time.now zone=Europe/Zurich")).text("reply").orElse(""))
                    .contains("Europe/Zurich");
            assertThat(client.say(Messages.in("refused", "/hostile.throws")).toString()).doesNotContain("no tool");
            return new State(
                    client.call("plugins.list", JsonObject.EMPTY).array("plugins").orElseThrow().toString(),
                    client.call("tools.list", JsonObject.EMPTY).toString(),
                    bundles(gateway),
                    files(gateway.home().resolve("data/plugins")));
        }

        /** What the framework has, as the console shows it. */
        private static List<String> bundles(Gateway gateway) throws Exception {
            var page = gateway.send(gateway.authorized("/system/console/bundles.json").build());
            assertThat(page.statusCode()).isEqualTo(200);
            return objects(((JsonObject) new dev.postern.json.StrictJson().parse(page.body()))
                    .array("data")
                    .orElseThrow())
                    .map(bundle -> bundle.text("symbolicName").orElse("") + " " + bundle.text("version").orElse("")
                            + " " + bundle.text("state").orElse(""))
                    .sorted()
                    .toList();
        }

        /** Jars that are kept. */
        private static List<String> files(Path folder) throws Exception {
            try (var files = Files.walk(folder)) {
                return files.map(folder::relativize)
                        .map(Path::toString)
                        .filter(file -> file.endsWith(".jar"))
                        .sorted()
                        .toList();
            }
        }
    }
}
