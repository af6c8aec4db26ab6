// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.RecordType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployFolderTest {
    @TempDir
    Path folder;
    private Path deploy;
    private PluginFiles files;
    private RunningFramework framework;

    @BeforeEach
    void startFramework() throws Exception {
        files = new PluginFiles(folder);
        deploy = folder.resolve("home/deploy");
        Files.createDirectories(deploy);
        framework = new RunningFramework(folder.resolve("home"), new FakeStore(), PluginManagerTest.SETTINGS);
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.close();
    }

    @Test
    void installsUpdatesAndRemovesWhatIsMovedThere() throws Exception {
        drop("hello", "1.0.0", "hello.jar");
        framework.store.awaitStory("plugin.installed hello 1.0.0");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");

        drop("hello2", "1.1.0", "hello.jar");
        framework.store.awaitStory("plugin.updated hello 1.1.0");

        Files.delete(deploy.resolve("hello.jar"));
        framework.store.awaitStory("plugin.removed hello 1.1.0");
        assertThat(framework.registry.labels()).isEmpty();
        assertThat(framework.pluginLocations()).isEmpty();
    }

    @Test
    void waitsForTheRestOfAFileThatIsStillBeingCopied() throws Exception {
        byte[] whole = Files.readAllBytes(files.build("hello", "1.0.0"));
        Path target = deploy.resolve("hello.jar");
        Files.write(target, Arrays.copyOf(whole, whole.length / 3));
        Files.write(target, Arrays.copyOfRange(whole, whole.length / 3, whole.length), StandardOpenOption.APPEND);

        framework.store.awaitStory("plugin.installed hello 1.0.0");
        assertThat(framework.store.story()).noneMatch(line -> line.startsWith("plugin.failed"));
    }

    @Test
    void showsARefusedFileUntilItChanges() throws Exception {
        Files.writeString(deploy.resolve("hello.jar"), "no jar");
        framework.store.awaitStory("plugin.failed - -");
        awaitRefused("hello.jar not_a_bundle");

        drop("hello", "1.0.0", "hello.jar");
        framework.store.awaitStory("plugin.installed hello 1.0.0");
        drop("thief", "1.0.0", "later.jar");
        awaitRefused("later.jar tool_taken");
    }

    /** What a link leads to can change without the link. */
    @Test
    void refusesALinkAndAFolder() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Path jar = Files.copy(files.build("hello", "1.0.0"), elsewhere.resolve("hello.jar"));
        Files.createSymbolicLink(deploy.resolve("link.jar"), jar);
        Files.createDirectory(deploy.resolve("folder.jar"));
        drop("thief", "1.0.0", "later.jar");
        framework.store.awaitStory("plugin.installed thief 1.0.0");
        awaitRefused("folder.jar not_a_bundle", "link.jar not_a_bundle");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@9.0.0");

        Files.delete(deploy.resolve("later.jar"));
        framework.store.awaitStory("plugin.removed thief 1.0.0");
    }

    @Test
    void anOlderFileBesideANewerOneTakesNothingBack() throws Exception {
        drop("hello", "1.0.0", "hello-1.0.0.jar");
        framework.store.awaitStory("plugin.installed hello 1.0.0");
        move(files.build("hello", "1.0.0", Map.of("Bundle-Name", "Other")), "hello-1.0.0.jar");
        framework.store.awaitStory("plugin.failed hello 1.0.0");
        drop("hello2", "1.1.0", "hello-1.1.0.jar");
        framework.store.awaitStory("plugin.updated hello 1.1.0");

        framework.close();
        framework = new RunningFramework(folder.resolve("home"), new FakeStore(), PluginManagerTest.SETTINGS);
        framework.store.awaitStory("plugin.failed hello 1.0.0");
        drop("failing", "1.0.0", "later.jar");
        framework.store.awaitStory("plugin.failed failing 1.0.0");
        assertThat(framework.manager().plugin("hello").orElseThrow().version()).isEqualTo("1.1.0");
        drop("hello", "1.0.0", "older.jar");
        awaitRefused("hello-1.0.0.jar version_reused", "later.jar unhealthy", "older.jar older_version");

        // in the same file it is a wish
        drop("hello", "1.0.0", "hello-1.1.0.jar");
        framework.store.awaitStory("plugin.updated hello 1.0.0");
    }

    @Test
    void triesAgainWhatCouldNotBeRecorded() throws Exception {
        framework.store.refuse = entry -> entry.type() == RecordType.PLUGIN_INSTALLED;
        drop("hello", "1.0.0", "hello.jar");
        framework.store.awaitStory("plugin.failed hello 1.0.0");
        framework.store.refuse = entry -> false;
        // something else happens in the folder, or a minute passes
        drop("failing", "1.0.0", "later.jar");
        framework.store.awaitStory("plugin.installed hello 1.0.0");
        framework.store.awaitStory("plugin.failed failing 1.0.0");
        awaitRefused("later.jar unhealthy");
    }

    @Test
    void keepsThePluginWhenItsFileIsOnlyRenamed() throws Exception {
        drop("hello", "1.0.0", "a.jar");
        framework.store.awaitStory("plugin.installed hello 1.0.0");
        Files.move(deploy.resolve("a.jar"), deploy.resolve("b.jar"));
        drop("thief", "1.0.0", "later.jar");
        framework.store.awaitStory("plugin.failed thief 1.0.0");

        assertThat(framework.store.story()).noneMatch(line -> line.startsWith("plugin.removed"));
        Files.delete(deploy.resolve("b.jar"));
        framework.store.awaitStory("plugin.removed hello 1.0.0");
    }

    @Test
    void findsAfterARestartWhatChangedMeanwhile() throws Exception {
        drop("hello", "1.0.0", "hello.jar");
        framework.store.awaitStory("plugin.installed hello 1.0.0");
        framework.close();
        drop("hello2", "1.1.0", "hello.jar");
        framework = new RunningFramework(folder.resolve("home"), framework.store, PluginManagerTest.SETTINGS);
        framework.store.awaitStory("plugin.updated hello 1.1.0");

        framework.close();
        Files.delete(deploy.resolve("hello.jar"));
        framework = new RunningFramework(folder.resolve("home"), framework.store, PluginManagerTest.SETTINGS);
        framework.store.awaitStory("plugin.removed hello 1.1.0");
    }

    @Test
    void neverReinstallsAFileWhosePluginWasUpdatedOrUninstalledByRequest() throws Exception {
        drop("hello", "1.0.0", "hello.jar");
        framework.store.awaitStory("plugin.installed hello 1.0.0");
        framework.manager().install(files.build("hello2", "1.1.0"), "blob", "tester");
        framework.close();
        framework = new RunningFramework(folder.resolve("home"), framework.store, PluginManagerTest.SETTINGS);
        drop("thief", "1.0.0", "later.jar");
        framework.store.awaitStory("plugin.failed thief 1.0.0");
        assertThat(framework.manager().plugin("hello").orElseThrow().version()).isEqualTo("1.1.0");

        framework.manager().uninstall("hello", "tester");
        int records = framework.store.records.size();
        Files.setLastModifiedTime(deploy.resolve("hello.jar"), java.nio.file.attribute.FileTime.fromMillis(0));
        drop("failing", "1.0.0", "later.jar");
        framework.store.awaitStory("plugin.failed failing 1.0.0");
        assertThat(framework.store.story().subList(records, framework.store.records.size()))
                .noneMatch(line -> line.contains("hello"));
    }

    @Test
    void aPluginThatWasUninstalledByRequestStaysAwayAfterARestartUntilItsFileChanges() throws Exception {
        drop("hello", "1.0.0", "hello.jar");
        framework.store.awaitStory("plugin.installed hello 1.0.0");
        framework.manager().uninstall("hello", "tester");
        framework.store.awaitStory("plugin.removed hello 1.0.0");
        assertThat(deploy.resolve("hello.jar")).exists();

        for (int start = 0; start < 2; start++) {
            framework.close();
            framework = new RunningFramework(folder.resolve("home"), new FakeStore(), PluginManagerTest.SETTINGS);
            // files are looked at in the order of their names
            drop("failing", "1.0.0", "later.jar");
            framework.store.awaitStory("plugin.failed failing 1.0.0");
            assertThat(framework.manager().plugin("hello")).as("after start %s", start + 1).isEmpty();
            assertThat(framework.store.story()).noneMatch(line -> line.contains("hello"));
        }

        drop("hello2", "1.1.0", "hello.jar");
        framework.store.awaitStory("plugin.installed hello 1.1.0");
        framework.manager().uninstall("hello", "tester");
        framework.manager().install(files.build("hello2", "1.1.0"), "path", "tester");
        assertThat(framework.manager().plugin("hello").orElseThrow().version())
                .as("the same bytes by request serve again").isEqualTo("1.1.0");
    }

    @Test
    void saysAfterARestartTooWhyAFileDoesNotServe() throws Exception {
        drop("hello", "1.0.0", "hello.jar");
        framework.store.awaitStory("plugin.installed hello 1.0.0");
        drop("failing", "1.0.0", "failing.jar");
        framework.store.awaitStory("plugin.failed failing 1.0.0");
        framework.close();
        framework = new RunningFramework(folder.resolve("home"), new FakeStore(), PluginManagerTest.SETTINGS);
        framework.store.awaitStory("plugin.failed failing 1.0.0");
        drop("thief", "1.0.0", "later.jar");
        framework.store.awaitStory("plugin.failed thief 1.0.0");
        awaitRefused("failing.jar unhealthy", "later.jar tool_taken");
    }

    @Test
    void removesWhatAFileHeldBeforeItFailed() throws Exception {
        drop("hello", "1.0.0", "one.jar");
        framework.store.awaitStory("plugin.installed hello 1.0.0");
        drop("failing", "1.0.0", "one.jar");
        framework.store.awaitStory("plugin.failed failing 1.0.0");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");

        Files.delete(deploy.resolve("one.jar"));
        framework.store.awaitStory("plugin.removed hello 1.0.0");
    }

    @Test
    void removesWhatAFileHeldBeforeItHeldAnotherPlugin() throws Exception {
        drop("hello", "1.0.0", "one.jar");
        framework.store.awaitStory("plugin.installed hello 1.0.0");
        move(files.build("hello", "1.0.0", Map.of("-includeresource", "", "-dsannotations", "",
                PluginFiles.RAW + "Bundle-SymbolicName", "org.example.other",
                PluginFiles.RAW + "Provide-Capability", "dev.postern.plugin;dev.postern.plugin=other")), "one.jar");
        framework.store.awaitStory("plugin.installed other 1.0.0");
        framework.store.awaitStory("plugin.removed hello 1.0.0");
    }

    /** Waits until just these files are listed: that follows a little after what the journal says. */
    private void awaitRefused(String... lines) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!refused().equals(List.of(lines)) && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        assertThat(refused()).containsExactly(lines);
    }

    private List<String> refused() {
        try {
            JsonObject answer = framework.call("plugins.list",
                    framework.json.parse("{\"limit\":10}") instanceof JsonObject o
                            ? o
                            : JsonObject.EMPTY,
                    Optional.empty());
            return answer.array("refused").orElseThrow().values().stream().map(JsonObject.class::cast)
                    .map(each -> each.text("file").orElse("") + " " + each.text("code").orElse("")).toList();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void drop(String name, String version, String file) throws Exception {
        move(files.build(name, version, Map.of()), file);
    }

    private void move(Path bundle, String file) throws Exception {
        Files.move(bundle, deploy.resolve(file), StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }
}
