// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.hash.Sha256;
import dev.postern.core.health.HealthPart;
import dev.postern.core.plugin.PluginInfo;
import dev.postern.core.store.RecordType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person keeps in a file is what is installed, and the other way round. */
class WantedTest {
    @TempDir
    Path folder;
    private Path home;
    private Path file;
    private Path hello;
    private Path next;
    private Path other;
    private RunningFramework framework;
    private final FakeStore store = new FakeStore();

    @BeforeEach
    void startFramework() throws Exception {
        var files = new PluginFiles(folder);
        home = folder.resolve("home");
        file = home.resolve("plugins.json");
        hello = keep(files.build("hello", "1.0.0"), "hello.jar");
        next = keep(files.build("hello2", "1.1.0"), "next.jar");
        other = keep(files.build("hello", "1.0.0", Map.of("-includeresource", "", "-dsannotations", "",
                PluginFiles.RAW + "Bundle-SymbolicName", "org.example.other",
                PluginFiles.RAW + "Provide-Capability", "dev.postern.plugin;dev.postern.plugin=other")), "other.jar");
        framework = new RunningFramework(home, store, PluginManagerTest.SETTINGS);
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.close();
    }

    @Test
    void tellsThenAppliesEachByItself() throws Exception {
        String document = document(entry("hello", "1.0.0", hello, "hello.jar", ""),
                entry("other", "1.0.0", hello, "other.jar", ""));
        String planned = apply(document, "plan");
        assertThat(planned).contains("\"plugin\":\"hello\",\"action\":\"install\",\"version\":\"1.0.0\"",
                "\"gained\":[\"hello.greet@1.0.0\"]", "\"code\":\"wrong_digest\"", "these are other bytes");
        assertThat(framework.manager().plugins()).isEmpty();
        assertThat(store.records).isEmpty();

        assertThat(apply(document, "")).isEqualTo(planned);
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        assertThat(Files.notExists(file)).as("nobody keeps one").isTrue();

        String more = document(entry("hello", "1.1.0", next, "next.jar", ",'enabled':false"),
                entry("other", "1.0.0", other, "other.jar", ""));
        assertThat(apply(more, "")).contains("\"action\":\"update\",\"before\":\"1.0.0\",\"version\":\"1.1.0\"",
                "\"plugin\":\"other\",\"action\":\"install\"").doesNotContain("refused");
        assertThat(framework.registry.labels()).isEmpty();
        assertThat(state("hello")).isEqualTo(PluginInfo.State.DISABLED);
        int records = store.records.size();
        assertThat(apply(more, "")).contains("\"plugin\":\"hello\",\"action\":\"none\"");
        assertThat(store.records).hasSize(records);

        // the files that were installed before are kept: no source is needed
        assertThat(apply(document(entry("hello", "1.0.0", hello, "", "")), "")).doesNotContain("refused");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        assertThat(framework.manager().plugin("other")).as("nobody said prune").isPresent();
        assertThat(apply(document(entry("hello", "1.0.0", hello, "", "")), "prune"))
                .contains("\"plugin\":\"other\",\"action\":\"uninstall\",\"before\":\"1.0.0\"");
        assertThat(framework.manager().plugin("other")).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithAnEntry() throws Exception {
        assertThat(apply(document(entry("hello", "1.0.0", hello, "none.jar", "")), "")).contains("no_file");
        assertThat(apply(document(entry("hello", "1.0.0", hello, "", "")), "")).contains("no_file", "has no source");
        assertThat(apply(document(entry("hullo", "1.0.0", hello, "hello.jar", "")), ""))
                .contains("wrong_plugin", "holds the plugin hello");
        assertThat(apply(document(entry("hello", "1.2.0", hello, "hello.jar", "")), "")).contains("wrong_version");
        assertThat(apply(document(entry("hello", "1.0.0", hello, "../hello.jar", "")), "")).contains("no_file");
        assertThat(framework.manager().plugins()).isEmpty();
        apply(document(entry("hello", "1.0.0", hello, "hello.jar", "")), "");
        assertThat(apply(document(entry("hello", "1.2.0", hello, "", "")), "plan")).contains("wrong_version");
    }

    @Test
    void whatWasExportedIsTheSameElsewhere() throws Exception {
        framework.manager().install(other, "path", "tester");
        install("hello.jar");
        framework.manager().disable("hello", "tester");
        JsonObject exported = call("plugins.export", "{}");
        String text = exported.text("text").orElseThrow();
        assertThat(framework.json.parse(text)).isEqualTo(exported.object("document").orElseThrow());
        assertThat(text).contains("\"path\": \"hello.jar\"", "\"enabled\": false").endsWith("}\n");

        framework.close();
        home = folder.resolve("second");
        Files.createDirectories(home.resolve("import"));
        Files.copy(hello, home.resolve("import/hello.jar"));
        Files.writeString(home.resolve("plugins.json"), text);
        framework = new RunningFramework(home, store, PluginManagerTest.SETTINGS);
        await("hello");
        assertThat(state("hello")).isEqualTo(PluginInfo.State.DISABLED);
        assertThat(framework.manager().plugin("other").orElseThrow().reason()).as("its file is not here")
                .contains("plugins.json asks for version 1.0.0", "has no source");
        assertThat(framework.await(HealthPart.class, null).health().message()).contains("other: plugins.json");
    }

    @Test
    void aStartTakesUpWhatAPersonWrote() throws Exception {
        install("hello.jar");
        restart(document(entry("hello", "1.1.0", next, "next.jar", ""),
                entry("other", "1.0.0", other, "none.jar", "")));
        await("hello");
        assertThat(framework.registry.labels()).containsExactly("hello.count@1.0.0", "hello.greet@1.1.0");
        assertThat(state("other")).isEqualTo(PluginInfo.State.FAILED);
        assertThat(framework.manager().plugin("other").orElseThrow().reason()).contains("plugins.json asks for");

        // a request wins, and the file says so
        call("plugins.install", "{'source':{'path':'other.jar'}}");
        assertThat(state("other")).isEqualTo(PluginInfo.State.ACTIVE);
        assertThat(Files.readString(file)).contains("none.jar");
        framework.manager().rollback("hello", "tester");
        framework.manager().uninstall("other", "tester");
        assertThat(Files.readString(file)).contains("\"version\": \"1.0.0\"", Sha256.hex(hello))
                .doesNotContain("other", "1.1.0");
        restart(Files.readString(file));
        await("hello");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        framework.manager().disable("hello", "tester");
        assertThat(Files.readString(file)).contains("\"enabled\": false");
    }

    @Test
    void aFileThatCannotBeReadIsNamedAndLeftAlone() throws Exception {
        install("hello.jar");
        for (var bad : Map.of("{\n  'format': 1,\n  'plugins': {]\n}", "in line 3, column",
                "{'format':1,'plugins':{'hello':{'version':'1.0.0','sha256':'abc'}}}",
                "/plugins/hello/sha256 must match ^[0-9a-f]{64}$",
                "{'format':2,'plugins':{}}", "/format must be at most 1",
                "{'format':1,'plugins':{'hello':{'version':'1','sha256':'%s','also':1}}}"
                        .formatted("a".repeat(64)),
                "/plugins/hello must not have the member also").entrySet()) {
            String text = bad.getKey().replace('\'', '"');
            restart(text);
            framework.manager().disable("hello", "tester");
            framework.manager().enable("hello", "tester");
            var health = framework.await(HealthPart.class, null).health();
            assertThat(health.message()).contains("plugins.json", bad.getValue());
            assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
            assertThat(Files.readString(file)).isEqualTo(text);
        }
        Files.writeString(file, document(entry("hello", "1.0.0", hello, "", "")));
        apply(Files.readString(file), "");
        assertThat(framework.await(HealthPart.class, null).health().up()).isTrue();
    }

    /** The record is there, and the file says still what was before. */
    @Test
    void aCrashBeforeTheFileIsWrittenUndoesNothing() throws Exception {
        Path kept = crashInUpdate();
        Files.copy(kept.resolveSibling("plugins.kept"), file, StandardCopyOption.REPLACE_EXISTING);
        framework = new RunningFramework(home, store, PluginManagerTest.SETTINGS);
        await("hello");
        assertThat(framework.registry.labels()).containsExactly("hello.count@1.0.0", "hello.greet@1.1.0");
        assertThat(Files.readString(file)).contains("1.1.0");
    }

    @Test
    void whatAPersonWroteAfterACrashIsFollowed() throws Exception {
        crashInUpdate();
        Files.writeString(file, document(entry("hello", "1.0.0", hello, "hello.jar", ",'enabled':false")));
        framework = new RunningFramework(home, store, PluginManagerTest.SETTINGS);
        await("hello");
        assertThat(state("hello")).isEqualTo(PluginInfo.State.DISABLED);
        assertThat(framework.manager().plugin("hello").orElseThrow().version()).isEqualTo("1.0.0");
    }

    /** Ends with the gateway down and its state as it was when the update was recorded. */
    private Path crashInUpdate() throws Exception {
        install("hello.jar");
        Files.writeString(file, document(entry("hello", "1.0.0", hello, "hello.jar", "")));
        Path state = home.resolve("data/plugins/installed.json");
        Path kept = folder.resolve("installed.kept");
        store.refuse = entry -> {
            if (entry.type() == RecordType.PLUGIN_UPDATED) {
                copy(state, kept);
                copy(file, folder.resolve("plugins.kept"));
            }
            return false;
        };
        install("next.jar");
        framework.close();
        store.refuse = entry -> false;
        copy(kept, state);
        return kept;
    }

    private void restart(String content) throws Exception {
        framework.close();
        Files.writeString(file, content);
        framework = new RunningFramework(home, store, PluginManagerTest.SETTINGS);
    }

    /** The manager answers once the start has put things in order. */
    private void await(String plugin) throws Exception {
        if (framework.manager().plugin(plugin).filter(it -> it.state() == PluginInfo.State.DISABLED).isPresent()) {
            framework.manager().disable(plugin, "tester");
            return;
        }
        apply("{'format':1,'plugins':{}}".replace('\'', '"'), "");
    }

    private void install(String name) throws Exception {
        call("plugins.install", "{'source':{'path':'" + name + "'}}");
    }

    private String apply(String document, String option) throws Exception {
        String options = List.of("plan", "prune").stream()
                .map(name -> ",'" + name + "':" + name.equals(option)).reduce("", String::concat);
        return call("plugins.apply", "{'document':" + document + options + "}").toString();
    }

    private JsonObject call(String method, String params) throws Exception {
        return framework.call(method, (JsonObject) framework.json.parse(params.replace('\'', '"')), Optional.empty());
    }

    private PluginInfo.State state(String plugin) {
        return framework.manager().plugin(plugin).orElseThrow().state();
    }

    private static String document(String... entries) {
        return ("{'format':1,'plugins':{" + String.join(",", entries) + "}}").replace('\'', '"');
    }

    private static String entry(String id, String version, Path jar, String path, String more) throws Exception {
        return "'%s':{'version':'%s','sha256':'%s'%s%s}".formatted(id, version, Sha256.hex(jar),
                path.isEmpty() ? "" : ",'source':{'path':'" + path + "'}", more);
    }

    private Path keep(Path jar, String name) throws Exception {
        Files.createDirectories(home.resolve("import"));
        return Files.copy(jar, home.resolve("import").resolve(name));
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
