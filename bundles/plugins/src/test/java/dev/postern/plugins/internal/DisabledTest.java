// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginInfo;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import dev.postern.core.tool.WithheldTools;
import dev.postern.core.wire.WireException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins are taken out of service, and come back. */
class DisabledTest {
    @TempDir
    Path folder;
    private PluginFiles files;
    private RunningFramework framework;
    private final FakeStore store = new FakeStore();

    @BeforeEach
    void startFramework() throws Exception {
        files = new PluginFiles(folder);
        framework = new RunningFramework(folder.resolve("home"), store, PluginManagerTest.SETTINGS);
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.close();
    }

    @Test
    void endsCallsLeavesTheFrameworkKeepsItsFileAndComesBack() throws Exception {
        var others = framework.otherServices();
        long bundle = framework.registry.tools().getFirst().bundleId();

        framework.manager().disable("hello", "tester");

        assertThat(framework.registry.drained).containsExactly(bundle + " while [hello.greet@1.0.0]");
        assertThat(framework.registry.labels()).isEmpty();
        assertThat(framework.pluginLocations()).isEmpty();
        assertThat(state()).isEqualTo(PluginInfo.State.DISABLED);
        assertThat(withheld("hello.greet").orElseThrow()).contains("plugin hello is disabled; plugins.enable");
        assertThat(withheld("hello.other")).isEmpty();
        assertThat(store.story()).endsWith("plugin.requested hello 1.0.0", "plugin.disabled hello 1.0.0");

        framework.manager().enable("hello", "tester");

        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        assertThat(state()).isEqualTo(PluginInfo.State.ACTIVE);
        assertThat(withheld("hello.greet")).isEmpty();
        assertThat(store.story()).endsWith("plugin.requested hello 1.0.0", "plugin.enabled hello 1.0.0");
        assertThat(framework.otherServices()).containsExactlyInAnyOrderElementsOf(others);
    }

    @Test
    void tellsWhatIsSoAlreadyAndWhatIsNotThere() throws Exception {
        int records = store.records.size();
        assertThat(framework.call("plugins.enable", JsonObject.of("plugin", "hello"), Optional.empty())
                .object("plan").orElseThrow().toString()).doesNotContain("hello.greet");
        framework.manager().enable("hello", "tester");
        assertThat(store.records).hasSize(records);
        framework.manager().disable("hello", "tester");
        records = store.records.size();
        framework.manager().disable("hello", "tester");
        assertThat(store.records).hasSize(records);
        assertThat(catchThrowableOfType(PluginException.class, () -> framework.manager().disable("no", "tester"))
                .code()).isEqualTo("not_found");
        assertThat(catchThrowableOfType(PluginException.class, () -> framework.manager().enable("no", "tester"))
                .code()).isEqualTo("not_found");
    }

    @Test
    void staysDisabledAcrossARestartAndWhateverIsInstalledOverIt() throws Exception {
        framework.manager().disable("hello", "tester");
        restart();
        assertThat(state()).isEqualTo(PluginInfo.State.DISABLED);
        assertThat(withheld("hello.greet")).isPresent();

        framework.blobs.files.put("default/b_1", files.build("hello2", "1.1.0"));
        var source = JsonObject.builder().put("source", JsonObject.of("blob", "b_1")).build();
        var updated = framework.call("plugins.install", source, Optional.empty());
        assertThat(updated.text("version")).contains("1.1.0");
        assertThat(updated.bool("disabled")).contains(true);
        assertThat(store.story()).endsWith("plugin.updated hello 1.1.0");
        assertThat(framework.pluginLocations()).isEmpty();
        assertThat(withheld("hello.count")).isPresent();

        restart();
        assertThat(framework.registry.labels()).isEmpty();
        framework.manager().enable("hello", "tester");
        assertThat(framework.registry.labels()).containsExactly("hello.count@1.0.0", "hello.greet@1.1.0");
    }

    @Test
    void theDeployFolderBringsNothingBack() throws Exception {
        Path deploy = framework.home.resolve("deploy");
        framework.manager().uninstall("hello", "tester");
        move(files.build("hello2", "1.1.0"), deploy.resolve("hello.jar"));
        store.awaitStory("plugin.installed hello 1.1.0");
        framework.manager().disable("hello", "tester");
        restart();
        move(files.build("hello2", "1.2.0"), deploy.resolve("hello.jar"));
        store.awaitStory("plugin.updated hello 1.2.0");
        assertThat(state()).isEqualTo(PluginInfo.State.DISABLED);
        assertThat(framework.registry.labels()).isEmpty();

        Files.delete(deploy.resolve("hello.jar"));
        store.awaitStory("plugin.removed hello 1.2.0");
    }

    @Test
    void staysDisabledWithTheReasonWhenItDoesNotServe() throws Exception {
        framework.manager().disable("hello", "tester");
        framework.registry.refusedNames = List.of("hello.greet");
        var refused = catchThrowableOfType(PluginException.class,
                () -> framework.manager().enable("hello", "tester"));

        assertThat(refused.code()).isEqualTo("unhealthy");
        assertThat(state()).isEqualTo(PluginInfo.State.DISABLED);
        assertThat(framework.manager().plugin("hello").orElseThrow().reason()).contains("hello.greet was refused");
        assertThat(framework.pluginLocations()).isEmpty();
        framework.registry.refusedNames = List.of();
        framework.manager().enable("hello", "tester");
        assertThat(state()).isEqualTo(PluginInfo.State.ACTIVE);
    }

    @Test
    void refusesAFileThatWasChangedMeanwhile() throws Exception {
        framework.manager().disable("hello", "tester");
        try (var jars = Files.newDirectoryStream(framework.home.resolve("data/plugins/hello"), "*.jar")) {
            Files.copy(files.build("hello2", "1.1.0"), jars.iterator().next(), StandardCopyOption.REPLACE_EXISTING);
        }
        var refused = catchThrowableOfType(PluginException.class,
                () -> framework.manager().enable("hello", "tester"));
        assertThat(refused.getMessage()).contains("was changed since it was installed");
        assertThat(state()).isEqualTo(PluginInfo.State.DISABLED);
    }

    @Test
    void servesOnWhenItCannotBeRecorded() throws Exception {
        store.refuse = entry -> entry.type() == RecordType.PLUGIN_DISABLED;
        assertThat(catchThrowableOfType(PluginException.class, () -> framework.manager().disable("hello", "tester"))
                .code()).isEqualTo("unavailable");
        assertThat(framework.awaitTools("hello.greet@1.0.0")).isTrue();
        assertThat(state()).isEqualTo(PluginInfo.State.ACTIVE);
    }

    @Test
    void completesWhatACrashCutShort() throws Exception {
        crashIn("plugins.disable", RecordType.PLUGIN_DISABLED, true);
        store.awaitStory("plugin.disabled hello 1.0.0");
        assertThat(store.outcomes).hasSize(1);
        framework.manager().enable("hello", "tester");
        framework.manager().disable("hello", "tester");
        crashIn("plugins.enable", RecordType.PLUGIN_ENABLED, true);
        store.awaitStory("plugin.enabled hello 1.0.0");
        // the manager answers once what was under way is done
        framework.manager().enable("hello", "tester");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        assertThat(store.outcomes).hasSize(2);
        assertThat(store.story().stream().filter("plugin.enabled hello 1.0.0"::equals)).hasSize(2);
    }

    @Test
    void recordsOnceWhenTheCrashCameAfterTheRecord() throws Exception {
        crashIn("plugins.disable", RecordType.PLUGIN_DISABLED, false);
        // the manager answers once what was under way is done
        framework.manager().disable("hello", "tester");
        assertThat(framework.pluginLocations()).isEmpty();
        crashIn("plugins.enable", RecordType.PLUGIN_ENABLED, false);
        assertThat(framework.awaitTools("hello.greet@1.0.0")).isTrue();
        framework.manager().enable("hello", "tester");
        assertThat(store.story().stream().filter(line -> line.startsWith("plugin.disabled"))).hasSize(1);
        assertThat(store.story().stream().filter(line -> line.startsWith("plugin.enabled"))).hasSize(1);
    }

    /** Starts again from what stood on disk when the effect was about to be recorded, and was not or was. */
    private void crashIn(String method, RecordType effect, boolean unrecorded) throws Exception {
        Path state = framework.home.resolve("data/plugins/installed.json");
        Path kept = folder.resolve("kept.json");
        store.refuse = entry -> {
            if (entry.type() == effect) {
                copy(state, kept);
            }
            return unrecorded && entry.type() == effect;
        };
        WireException undone = catchThrowableOfType(WireException.class, () -> framework.call(method,
                JsonObject.of("plugin", "hello"), Optional.of(result -> new Write.PutOutcome(new Write.StoredOutcome(
                        "default", "k_test", method, "k", "0", JsonObject.EMPTY, java.time.Instant.EPOCH)))));
        assertThat(undone != null).isEqualTo(unrecorded);
        framework.close();
        store.refuse = entry -> false;
        copy(kept, state);
        framework = new RunningFramework(folder.resolve("home"), store, PluginManagerTest.SETTINGS);
    }

    private PluginInfo.State state() {
        return framework.manager().plugin("hello").orElseThrow().state();
    }

    private Optional<String> withheld(String tool) {
        return framework.await(WithheldTools.class, null).reason(tool, "");
    }

    private void restart() throws Exception {
        framework.close();
        framework = new RunningFramework(folder.resolve("home"), store, PluginManagerTest.SETTINGS);
    }

    private static void move(Path from, Path to) throws Exception {
        Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
