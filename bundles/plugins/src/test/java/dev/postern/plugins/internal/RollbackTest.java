// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginInfo;
import dev.postern.core.store.RecordType;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One version back, in one step. */
class RollbackTest {
    private static final String[] NEW_TOOLS = {"hello.count@1.0.0", "hello.greet@1.1.0"};

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
    void goesBackAndForthWithAllOtherServicesAsTheyWere() throws Exception {
        update();
        var others = framework.otherServices();

        JsonObject back = rollback();

        assertThat(back.text("version")).contains("1.0.0");
        assertThat(back.text("replaced")).contains("1.1.0");
        assertThat(back.object("plan").orElseThrow().object("tools").orElseThrow().toString())
                .isEqualTo("{\"gained\":[],\"changed\":[\"hello.greet@1.0.0\"],\"lost\":[\"hello.count@1.0.0\"]}");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        assertThat(framework.pluginLocations()).hasSize(1);
        assertThat(store.story()).endsWith("plugin.requested hello 1.0.0", "plugin.updated hello 1.0.0");
        var meta = store.records.getLast().entry().meta();
        assertThat(meta.text("action")).contains("rolled_back");
        assertThat(meta.text("replaced")).contains("1.1.0");

        rollback();
        assertThat(framework.registry.labels()).containsExactly(NEW_TOOLS);
        assertThat(framework.otherServices()).containsExactlyInAnyOrderElementsOf(others);
        assertThat(jars()).isEqualTo(2);
    }

    @Test
    void keepsOneVersionBackAndAcrossARestart() throws Exception {
        update();
        framework.manager().install(files.build("hello2", "1.2.0"), "path", "tester");
        assertThat(jars()).isEqualTo(2);
        restart();
        assertThat(listed().text("before")).contains("1.1.0");
        assertThat(rollback().text("version")).contains("1.1.0");
        assertThat(listed().text("before")).contains("1.2.0");
    }

    @Test
    void saysWhyThereIsNone() throws Exception {
        assertThat(listed().text("before")).isEmpty();
        var none = catchThrowableOfType(WireException.class, this::rollback);
        assertThat(none.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(none.getMessage()).contains("no version of hello before 1.0.0 is kept");
        update();
        framework.manager().uninstall("hello", "tester");
        assertThat(jars()).isZero();
        assertThat(catchThrowableOfType(WireException.class, this::rollback).code()).isEqualTo(ErrorCode.NOT_FOUND);
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        assertThat(catchThrowableOfType(WireException.class, this::rollback).code()).isEqualTo(ErrorCode.CONFLICT);
    }

    /** An older version was installed over a newer one, which takes less. */
    @Test
    void isNotRefusedForWhatCallersLoseButSaysIt() throws Exception {
        framework.manager().uninstall("hello", "tester");
        update();
        framework.manager().install(files.build("hello3", "1.0.1"), "path", "tester");
        var refused = catchThrowableOfType(PluginException.class, this::update);
        assertThat(refused.code()).isEqualTo("contract_broken");

        JsonObject back = rollback();

        assertThat(back.text("waived").orElseThrow()).contains("/inputSchema/properties/mood takes less");
        assertThat(framework.registry.labels()).containsExactly(NEW_TOOLS);
    }

    @Test
    void aVersionThatDoesNotServeAnyMoreChangesNothingAndIsStillKept() throws Exception {
        update();
        framework.registry.refusedNames = List.of();
        store.refuse = entry -> entry.type() == RecordType.PLUGIN_UPDATED;
        assertThat(catchThrowableOfType(PluginException.class,
                () -> framework.manager().rollback("hello", "tester")).code()).isEqualTo("unavailable");
        assertThat(framework.registry.labels()).containsExactly(NEW_TOOLS);
        assertThat(jars()).isEqualTo(2);
        store.refuse = entry -> false;
        framework.manager().rollback("hello", "tester");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
    }

    @Test
    void aPluginThatIsDisabledStaysSo() throws Exception {
        update();
        framework.manager().disable("hello", "tester");
        assertThat(rollback().bool("disabled")).contains(true);
        assertThat(framework.registry.labels()).isEmpty();
        assertThat(framework.manager().plugin("hello").orElseThrow().state()).isEqualTo(PluginInfo.State.DISABLED);
        framework.manager().enable("hello", "tester");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
    }

    @Test
    void theDeployFolderDoesNotUndoIt() throws Exception {
        Path file = framework.home.resolve("deploy/hello.jar");
        Files.move(files.build("hello2", "1.1.0"), file, StandardCopyOption.ATOMIC_MOVE);
        store.awaitStory("plugin.updated hello 1.1.0");
        rollback();
        restart();
        Files.move(files.build("failing", "1.0.0"), file.resolveSibling("later.jar"),
                StandardCopyOption.ATOMIC_MOVE);
        store.awaitStory("plugin.failed failing 1.0.0");
        assertThat(framework.manager().plugin("hello").orElseThrow().version()).isEqualTo("1.0.0");
    }

    @Test
    void completesWhatACrashCutShort() throws Exception {
        update();
        Path state = framework.home.resolve("data/plugins/installed.json");
        Path kept = folder.resolve("kept.json");
        store.refuse = entry -> {
            if (entry.type() == RecordType.PLUGIN_UPDATED) {
                copy(state, kept);
            }
            return entry.type() == RecordType.PLUGIN_UPDATED;
        };
        assertThat(catchThrowableOfType(WireException.class, this::rollback)).isNotNull();
        framework.close();
        store.refuse = entry -> false;
        copy(kept, state);
        int records = store.records.size();
        framework = new RunningFramework(folder.resolve("home"), store, PluginManagerTest.SETTINGS);

        // the manager answers once what was under way is done
        framework.manager().install(files.build("hello", "1.0.0", Map.of()), "path", "tester");
        assertThat(store.story().subList(records, store.records.size())).containsExactly("plugin.updated hello 1.0.0");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        assertThat(listed().text("before")).contains("1.1.0");
    }

    private void update() throws Exception {
        framework.manager().install(files.build("hello2", "1.1.0"), "path", "tester");
    }

    private JsonObject rollback() throws Exception {
        return framework.call("plugins.rollback", JsonObject.of("plugin", "hello"), Optional.empty());
    }

    private JsonObject listed() throws Exception {
        var limit = (JsonObject) framework.json.parse("{\"limit\":10}");
        return (JsonObject) framework.call("plugins.list", limit, Optional.empty()).array("plugins").orElseThrow()
                .values().getFirst();
    }

    private long jars() throws Exception {
        try (var all = Files.walk(framework.home.resolve("data/plugins"))) {
            return all.filter(file -> file.toString().endsWith(".jar")).count();
        }
    }

    private void restart() throws Exception {
        framework.close();
        framework = new RunningFramework(folder.resolve("home"), store, PluginManagerTest.SETTINGS);
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
