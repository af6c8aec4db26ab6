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
import java.util.jar.JarFile;

import dev.postern.api.json.JsonObject;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.store.RecordType;
import dev.postern.core.wire.WireException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An update that asks for more waits for an operator while the old version serves. */
class HeldUpdateTest {
    @TempDir
    Path folder;
    private PluginFiles files;
    private RunningFramework framework;

    @BeforeEach
    void start() throws Exception {
        files = new PluginFiles(folder);
        framework = new RunningFramework(folder.resolve("home"), new FakeStore(), PluginManagerTest.SETTINGS);
        framework.manager().install(asking("hello", "1.0.0", "a.example.org"), "blob", "tester");
    }

    @AfterEach
    void stop() throws Exception {
        framework.close();
    }

    @Test
    void refusesMoreWithoutAMajorStep() throws Exception {
        var refused = refused(asking("hello2", "1.1.0", "a.example.org,b.example.org"));
        assertThat(refused.code()).isEqualTo("permissions_broken");
        assertThat(refused).hasMessageContaining("host b.example.org").hasMessageContaining("call it 2.0.0");
        assertThat(held()).isEmpty();
        // less takes none
        framework.manager().install(asking("hello2", "1.1.0", ""), "blob", "tester");
        assertThat(framework.registry.labels()).contains("hello.greet@1.1.0");
    }

    @Test
    void servesTheOldOneUntilAnOperatorApproves() throws Exception {
        Path update = asking("hello2", "2.0.0", "b.example.org");
        assertThat(refused(update).code()).isEqualTo("held");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        assertThat(framework.store.story()).endsWith("plugin.held hello 2.0.0");
        // once more says the same again, and records nothing
        int records = framework.store.records.size();
        assertThat(refused(update).code()).isEqualTo("held");
        assertThat(framework.store.records).hasSize(records);

        framework.close();
        framework = new RunningFramework(folder.resolve("home"), framework.store, PluginManagerTest.SETTINGS);
        assertThat(framework.awaitTools("hello.greet@1.0.0")).isTrue();
        var waiting = held().getFirst();
        assertThat(waiting.text("version")).contains("2.0.0");
        assertThat(waiting.array("more").orElseThrow().strings()).containsExactly("host b.example.org");
        assertThat(waiting.text("installed")).contains("1.0.0");

        // the word is for the bytes that were shown
        assertThat(catchThrowableOfType(WireException.class, () -> decide("f".repeat(64), "approve")).code().code())
                .isEqualTo("not_found");
        var approved = decide(waiting.text("sha256").orElseThrow(), "approve");
        assertThat(approved.text("version")).contains("2.0.0");
        assertThat(framework.registry.labels()).containsExactly("hello.count@1.0.0", "hello.greet@1.1.0");
        assertThat(framework.store.story()).endsWith("plugin.decided hello 2.0.0", "plugin.requested hello 2.0.0",
                "plugin.updated hello 2.0.0");
        assertThat(framework.store.records.getLast().entry().meta().text("principal")).contains("k_test");
        assertThat(held()).isEmpty();
        assertThat(framework.manager().plugin("hello").orElseThrow().version()).isEqualTo("2.0.0");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void dropsWhatIsDenied() throws Exception {
        refused(asking("hello2", "2.0.0", "b.example.org"));
        var answer = decide(held().getFirst().text("sha256").orElseThrow(), "deny");
        assertThat(answer.text("version")).contains("1.0.0");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        assertThat(held()).isEmpty();
        assertThat(leftovers()).isEmpty();
        var last = framework.store.records.getLast().entry();
        assertThat(last.type()).isEqualTo(RecordType.PLUGIN_DECIDED);
        assertThat(last.meta().text("decision")).contains("denied");
    }

    @Test
    void aNewerFileOrAnotherChangeTakesItsPlace() throws Exception {
        refused(asking("hello2", "2.0.0", "b.example.org"));
        refused(asking("hello2", "2.0.1", "c.example.org"));
        assertThat(held()).singleElement().satisfies(it -> assertThat(it.text("version")).contains("2.0.1"));
        assertThat(framework.store.story()).endsWith("plugin.held hello 2.0.0", "plugin.decided hello 2.0.0",
                "plugin.held hello 2.0.1");

        framework.manager().install(asking("hello2", "1.1.0", "a.example.org"), "blob", "tester");
        assertThat(held()).isEmpty();
        assertThat(framework.store.story()).endsWith("plugin.updated hello 1.1.0", "plugin.decided hello 2.0.1");
        refused(asking("hello", "3.0.0", "*"));
        framework.manager().uninstall("hello", "tester");
        assertThat(held()).isEmpty();
    }

    @Test
    void whatFailsAfterTheWordIsUndoneAndAskedForAgain() throws Exception {
        refused(asking("hello2", "2.0.0", "b.example.org"));
        framework.registry.refusedNames = List.of("hello.count");
        var sha256 = held().getFirst().text("sha256").orElseThrow();
        assertThat(catchThrowableOfType(WireException.class, () -> decide(sha256, "approve")).getMessage())
                .contains("hello.count was refused");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        assertThat(held()).isEmpty();
    }

    @Test
    void nothingIsHeldThatCouldNotBeRecorded() throws Exception {
        framework.store.refuse = entry -> entry.type() == RecordType.PLUGIN_HELD;
        assertThat(refused(asking("hello2", "2.0.0", "b.example.org")).code()).isEqualTo("unavailable");
        assertThat(held()).isEmpty();
    }

    @Test
    void aDeniedFileOfTheDeployFolderIsNotTakenUpAgain() throws Exception {
        Path deploy = folder.resolve("home/deploy");
        Files.move(asking("hello2", "2.0.0", "b.example.org"), deploy.resolve("hello.jar"),
                StandardCopyOption.ATOMIC_MOVE);
        framework.store.awaitStory("plugin.held hello 2.0.0");
        var sha256 = held().getFirst().text("sha256").orElseThrow();
        decide(sha256, "deny");
        framework.close();
        framework = new RunningFramework(folder.resolve("home"), new FakeStore(), PluginManagerTest.SETTINGS);
        Files.move(files.build("failing", "1.0.0"), deploy.resolve("later.jar"), StandardCopyOption.ATOMIC_MOVE);
        framework.store.awaitStory("plugin.failed failing 1.0.0");
        assertThat(framework.store.story()).noneMatch(line -> line.contains("hello"));
        assertThat(list().array("refused").orElseThrow().toString()).doesNotContain("hello.jar");
    }

    private PluginException refused(Path file) {
        var refused = catchThrowableOfType(PluginException.class,
                () -> framework.manager().install(file, "blob", "tester"));
        assertThat(refused).as("a refusal").isNotNull();
        return refused;
    }

    private JsonObject decide(String sha256, String decision) throws Exception {
        return framework.call("plugins.decide", JsonObject.builder().put("plugin", "hello").put("sha256", sha256)
                .put("decision", decision).build(), Optional.empty());
    }

    private JsonObject list() throws Exception {
        return framework.call("plugins.list", (JsonObject) framework.json.parse("{\"limit\":10}"), Optional.empty());
    }

    private List<JsonObject> held() throws Exception {
        return list().array("held").orElseThrow().values().stream().map(JsonObject.class::cast).toList();
    }

    private List<Path> leftovers() throws Exception {
        try (var all = Files.walk(folder.resolve("home/data/plugins/.held"))) {
            return all.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    /** The plugin, asking for hosts. */
    private Path asking(String name, String version, String hosts) throws Exception {
        try (var plain = new JarFile(files.build(name, version).toFile())) {
            var capabilities = plain.getManifest().getMainAttributes().getValue("Provide-Capability");
            var asks = capabilities.replaceFirst("hosts:List<String>=\"[^\"]*\"",
                    "hosts:List<String>=\"" + hosts + "\"");
            assertThat(asks).as(capabilities).contains("hosts:List<String>=\"" + hosts + "\"");
            return files.build(name, version, Map.of(PluginFiles.RAW + "Provide-Capability", asks));
        }
    }
}
