// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.plugin.PluginInfo;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
    @TempDir
    Path folder;
    private PluginFiles files;
    private RunningFramework framework;
    private final FakeStore store = new FakeStore();

    @BeforeEach
    void startFramework() throws Exception {
        files = new PluginFiles(folder);
        framework = new RunningFramework(folder.resolve("home"), store, PluginManagerTest.SETTINGS);
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.close();
    }

    @Test
    void servesAgainAfterARestartEvenWithoutTheFrameworksCache() throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        restart();
        assertThat(framework.awaitTools("hello.greet@1.0.0")).isTrue();
        framework.close();
        deleteAll(folder.resolve("home/cache"));
        framework = new RunningFramework(folder.resolve("home"), store, PluginManagerTest.SETTINGS);
        assertThat(framework.awaitTools("hello.greet@1.0.0")).isTrue();
    }

    @Test
    void showsAPluginThatCannotStartAndServesTheOthers() throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        framework.close();
        try (var jars = Files.walk(folder.resolve("home/data/plugins/hello"))) {
            for (Path jar : jars.filter(Files::isRegularFile).toList()) {
                Files.delete(jar);
            }
        }
        deleteAll(folder.resolve("home/cache"));
        framework = new RunningFramework(folder.resolve("home"), store, PluginManagerTest.SETTINGS);
        store.awaitStory("plugin.failed hello 1.0.0");

        var hello = framework.manager().plugin("hello").orElseThrow();
        assertThat(hello.state()).isEqualTo(PluginInfo.State.FAILED);
        assertThat(hello.reason()).contains(".jar is gone; install it again");
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        assertThat(framework.manager().plugin("hello").orElseThrow().state()).isEqualTo(PluginInfo.State.ACTIVE);
    }

    @Test
    void refusesAFileThatWasChangedSinceItWasInstalled() throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        framework.close();
        try (var jars = Files.walk(folder.resolve("home/data/plugins/hello"))) {
            for (Path jar : jars.filter(Files::isRegularFile).toList()) {
                Files.copy(files.build("hello2", "1.1.0"), jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
        framework = new RunningFramework(folder.resolve("home"), store, PluginManagerTest.SETTINGS);
        store.awaitStory("plugin.failed hello 1.0.0");

        assertThat(framework.registry.labels()).isEmpty();
        assertThat(framework.pluginLocations()).isEmpty();
        assertThat(framework.manager().plugin("hello").orElseThrow().reason()).contains("was changed");
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        assertThat(framework.manager().plugin("hello").orElseThrow().state()).isEqualTo(PluginInfo.State.ACTIVE);
    }

    @Test
    void leavesOutWhatTheGatewayEndedInTwice() throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        framework.close();
        Path marks = Files.createDirectories(folder.resolve("home/data/plugins/.starting"));
        try (var jars = Files.list(folder.resolve("home/data/plugins/hello"))) {
            var jar = jars.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".jar")).findFirst();
            Files.writeString(marks.resolve(jar.orElseThrow().replace(".jar", "")), "2");
        }
        framework = new RunningFramework(folder.resolve("home"), store, PluginManagerTest.SETTINGS);
        store.awaitStory("plugin.failed hello 1.0.0");
        assertThat(framework.manager().plugin("hello").orElseThrow()).satisfies(hello -> {
            assertThat(hello.state()).isEqualTo(PluginInfo.State.FAILED);
            assertThat(hello.reason()).contains("the gateway ended 2 times", "install its file once more");
        });

        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        assertThat(framework.manager().plugin("hello").orElseThrow().state()).isEqualTo(PluginInfo.State.ACTIVE);
        assertThat(marks).isEmptyDirectory();
    }

    @Test
    void completesAnInstallationThatACrashCutShort() throws Exception {
        crashWhileUpdating(entry -> entry.type() == RecordType.PLUGIN_UPDATED);
        assertThat(store.story()).noneMatch(line -> line.startsWith("plugin.updated"));

        framework = new RunningFramework(folder.resolve("home"), store, PluginManagerTest.SETTINGS);

        store.awaitStory("plugin.updated hello 1.1.0");
        assertThat(framework.awaitTools("hello.count@1.0.0", "hello.greet@1.1.0")).isTrue();
        assertThat(store.outcomes).singleElement()
                .satisfies(outcome -> assertThat(outcome.outcome().key()).isEqualTo("k1"));
    }

    @Test
    void recordsOnceWhenTheCrashCameAfterTheRecord() throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        Path state = folder.resolve("home/data/plugins/installed.json");
        crashWhileUpdating(entry -> false);
        // as the file was before the end was written to it
        Files.move(folder.resolve("before-the-end.json"), state, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        long updates = store.story().stream().filter(line -> line.startsWith("plugin.updated")).count();

        framework = new RunningFramework(folder.resolve("home"), store, PluginManagerTest.SETTINGS);

        assertThat(framework.awaitTools("hello.count@1.0.0", "hello.greet@1.1.0")).isTrue();
        assertThat(store.story().stream().filter(line -> line.startsWith("plugin.updated")).count()).isEqualTo(updates);
        assertThat(Files.readString(state)).doesNotContain("\"change\"");
    }

    /** Ends with the state on disk as it was while the change was under way. */
    private void crashWhileUpdating(java.util.function.Predicate<Entry> refuse) throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        Path home = folder.resolve("home");
        Path state = home.resolve("data/plugins/installed.json");
        Path jars = home.resolve("data/plugins/hello");
        store.refuse = entry -> {
            if (entry.type() == RecordType.PLUGIN_UPDATED) {
                copy(state, folder.resolve("before-the-end.json"));
                copyAll(jars, folder.resolve("jars"));
            }
            return refuse.test(entry);
        };
        Files.createDirectories(home.resolve("import"));
        Files.copy(files.build("hello2", "1.1.0"), home.resolve("import/new.jar"));
        var params = (JsonObject) framework.json.parse("{\"source\":{\"path\":\"new.jar\"}}");
        try {
            framework.call("plugins.install", params, Optional.of(result -> new Write.PutOutcome(
                    new Write.StoredOutcome("default", "k_test", "plugins.install", "k1", "0", JsonObject.EMPTY,
                            java.time.Instant.EPOCH))));
        } catch (dev.postern.core.wire.WireException undone) {
            assertThat(undone.code()).isEqualTo(dev.postern.core.wire.ErrorCode.UNAVAILABLE);
        }
        framework.close();
        store.refuse = entry -> false;
        copy(folder.resolve("before-the-end.json"), state);
        copyAll(folder.resolve("jars"), jars);
    }

    private void restart() throws Exception {
        framework.close();
        framework = new RunningFramework(folder.resolve("home"), store, PluginManagerTest.SETTINGS);
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void copyAll(Path from, Path to) {
        try (var all = Files.list(from)) {
            Files.createDirectories(to);
            all.forEach(file -> copy(file, to.resolve(file.getFileName())));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void deleteAll(Path root) throws Exception {
        try (var all = Files.walk(root)) {
            for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
