// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.HelloPlugin;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} before and after each record of a change of plugins, and as bundles come and go for it, and then a start:
 * what was begun is done, once, and whoever asks again with the same key gets its outcome.
 */
class PluginKillIT {
    private static final boolean FULL = Boolean.getBoolean("postern.full");
    private static final String REQUESTED = "plugin.requested";

    @TempDir
    private static Path folder;
    private static int keys;

    /** A change, the record of its effect, and what the list says once it is done. */
    private record Change(String method, JsonObject params, String effect, String listed) {

        /** All at which it may be cut short. */
        List<String> moments() {
            var records = Stream.of("before:" + REQUESTED, "after:" + REQUESTED, "before:" + effect, "after:" + effect);
            var coming = Stream.of("bundle:installed", "bundle:started");
            var going = Stream.of("bundle:stopped", "bundle:uninstalled");
            return Stream.concat(records, switch (effect) {
                case "plugin.updated" -> params.members().containsKey("keep") ? coming : Stream.concat(coming, going);
                case "plugin.installed", "plugin.enabled" -> coming;
                default -> going;
            }).toList();
        }
    }

    private static List<Change> changes() {
        var hello = JsonObject.of("plugin", "hello");
        return List.of(
                new Change("plugins.install", source("hello-1.1.0.jar"), "plugin.updated", "1.1.0 active"),
                new Change("plugins.rollback", hello, "plugin.updated", "1.0.0 active"),
                new Change("plugins.disable", hello, "plugin.disabled", "1.0.0 disabled"),
                new Change("plugins.enable", hello, "plugin.enabled", "1.0.0 active"),
                new Change("plugins.uninstall", hello, "plugin.removed", ""),
                new Change("plugins.install", source("hello-1.0.0.jar"), "plugin.installed", "1.0.0 active"),
                new Change("plugins.install", source("hello-2.0.0.jar").with("keep", JsonBoolean.TRUE),
                        "plugin.updated",
                        "2.0.0 active, hello@1 1.0.0 active"),
                new Change("plugins.uninstall", JsonObject.of("plugin", "hello@1"), "plugin.removed", "2.0.0 active"));
    }

    @Test
    void whatWasBegunIsDoneOnce() throws Exception {
        try (var killed = new KilledGateway(folder, builder -> builder)) {
            try (var client = killed.gateway().connect()) {
                var imports = Files.createDirectories(killed.home().resolve("import"));
                for (var version : List.of("1.0.0", "1.1.0")) {
                    Files.copy(HelloPlugin.version(version), imports.resolve("hello-" + version + ".jar"));
                }
                HandmadeBundle.of(HelloPlugin.version("1.1.0"), "2.0.0").write(imports.resolve("hello-2.0.0.jar"));
                client.call("plugins.install", source("hello-1.0.0.jar"));
            }
            for (var change : FULL ? changes() : changes().subList(0, 1)) {
                for (var where : FULL
                        ? change.moments()
                        : List.of("before:" + change.effect(), "bundle:started", "after:" + change.effect())) {
                    killIn(killed, change, where);
                    goBackTo(killed, change);
                }
                try (var client = killed.gateway().connect()) {
                    client.call(change.method(), change.params());
                }
            }
        }
    }

    private static void killIn(KilledGateway killed, Change change, String where) throws Exception {
        var key = "k" + keys++;
        long before = effects(killed, change);
        try (var client = killed.gateway().connect()) {
            killed.light(where);
            client.callOnce(key, change.method(), change.params());
            throw new IllegalStateException("it answered, and was to die " + where);
        } catch (ExecutionException | AssertionError died) {
            killed.awaitKill();
        }
        try (var client = killed.gateway().connect()) {
            var outcome = client.callOnce(key, change.method(), change.params());
            assertThat(outcome.text("plugin").orElse("")).as(where).startsWith("hello");
            assertThat(client.callOnce(key, change.method(), change.params())).isEqualTo(outcome);
            // the outcome is there with the record of the effect, a moment before the start has put all in order
            Await.until(change.method() + " " + where + ": " + change.listed(),
                    () -> listed(client).equals(change.listed()));
            assertThat(effects(client, change)).as(change.method() + " " + where).isEqualTo(before + 1);
        }
    }

    /** As it was before the change. */
    private static void goBackTo(KilledGateway killed, Change change) throws Exception {
        var hello = JsonObject.of("plugin", "hello");
        try (var client = killed.gateway().connect()) {
            if (change.params().members().containsKey("keep")) {
                client.call("plugins.uninstall", hello);
                client.call("plugins.uninstall", JsonObject.of("plugin", "hello@1"));
                client.call("plugins.install", source("hello-1.0.0.jar"));
                return;
            }
            switch (change.effect()) {
                case "plugin.updated" -> client.call("plugins.rollback", hello);
                case "plugin.disabled" -> client.call("plugins.enable", hello);
                case "plugin.enabled" -> client.call("plugins.disable", hello);
                case "plugin.removed" -> client.call("plugins.install",
                        source("hello-1.0.0.jar").with("keep", JsonBoolean.TRUE));
                default -> client.call("plugins.uninstall", hello);
            }
        }
    }

    private static String listed(WireClient client) throws Exception {
        return client.call("plugins.list", JsonObject.EMPTY).array("plugins").orElse(JsonArray.EMPTY).values().stream()
                .map(JsonObject.class::cast)
                .filter(plugin -> plugin.text("id").orElse("").startsWith("hello"))
                .map(plugin -> plugin.text("id").filter(id -> !id.equals("hello")).map(id -> id + " ").orElse("")
                        + plugin.text("version").orElse("") + " " + plugin.text("state").orElse(""))
                .collect(Collectors.joining(", "));
    }

    private static long effects(KilledGateway killed, Change change) throws Exception {
        try (var client = killed.gateway().connect()) {
            return effects(client, change);
        }
    }

    /** How many records of such an effect there are. */
    private static long effects(WireClient client, Change change) throws Exception {
        var wanted = JsonObject.builder().put("chain", "installation").put("type", change.effect()).put("limit", 500)
                .build();
        return client.call("audit.query", wanted).array("records").orElseThrow().values().size();
    }

    private static JsonObject source(String name) {
        return JsonObject.builder().put("source", JsonObject.of("path", name)).build();
    }
}
