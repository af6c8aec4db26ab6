// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.core.hash.Sha256;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.tool.WithheldTools;
import dev.postern.core.wire.WireException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two majors of a plugin serve side by side, each with a life of its own. */
class MajorsTest {
    private static final String[] BOTH = {"hello.greet@1.0.0", "hello.greet@2.0.0"};
    private static final String PANEL = "OSGI-INF/show.xml;literal='<scr:component name=\"show\""
            + " xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.5.0\"><implementation class=\"Show\"/><service>"
            + "<provide interface=\"dev.postern.api.panel.Panel\"/></service></scr:component>'";

    @TempDir
    Path folder;
    private Path home;
    private PluginFiles files;
    private RunningFramework framework;
    private final FakeStore store = new FakeStore();

    @BeforeEach
    void startFramework() throws Exception {
        files = new PluginFiles(folder);
        home = folder.resolve("home");
        Files.createDirectories(home.resolve("import"));
        give("hello", "1.0.0");
        give("hello2", "1.1.0");
        give("hello4", "2.0.0");
        framework = new RunningFramework(home, store, PluginManagerTest.SETTINGS);
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.close();
    }

    private void give(String name, String version) throws Exception {
        Files.move(files.build(name, version), home.resolve("import/" + version + ".jar"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void theOldOneServesOnBesideTheNewAlsoAfterARestart() throws Exception {
        install("1.0.0", true);
        JsonObject plan = call("plugins.plan", "{'source':{'path':'2.0.0.jar'},'keep':true}");
        assertThat(plan.text("kept")).contains("hello@1");
        JsonObject answer = install("2.0.0", true);

        assertThat(answer.text("kept")).contains("hello@1");
        assertThat(answer.object("plan").orElseThrow().object("tools").orElseThrow())
                .hasToString("{\"gained\":[\"hello.greet@2.0.0\"],\"changed\":[],\"lost\":[]}")
                .isEqualTo(plan.object("plan").orElseThrow().object("tools").orElseThrow());
        assertThat(framework.registry.labels()).containsExactly(BOTH);
        assertThat(framework.registry.drained).as("nothing goes").isEmpty();
        var meta = store.records.getLast().entry().meta();
        assertThat(meta.text("kept")).contains("hello@1");
        assertThat(meta.text("replaced")).isEmpty();
        for (int start = 0; start < 2; start++) {
            assertThat(listed()).extracting(plugin -> plugin.text("id").orElseThrow() + " "
                    + plugin.text("version").orElseThrow() + " " + plugin.text("beside").orElse("")
                    + " " + plugin.text("state").orElseThrow())
                    .containsExactly("hello 2.0.0  active", "hello@1 1.0.0 hello active");
            restart();
            assertThat(framework.awaitTools(BOTH)).isTrue();
        }
        assertThat(jars()).isEqualTo(2);
    }

    @Test
    void withoutKeepItIsReplaced() throws Exception {
        install("1.0.0", false);
        assertThat(install("2.0.0", false).text("kept")).isEmpty();
        assertThat(framework.registry.labels()).containsExactly("hello.greet@2.0.0");
        assertThat(listed()).hasSize(1);
    }

    @Test
    void anUpdateGoesToItsOwnMajorAndBackAgain() throws Exception {
        keepBoth();
        JsonObject update = install("1.1.0", false);
        assertThat(update.text("plugin")).contains("hello@1");
        assertThat(framework.registry.labels()).containsExactly("hello.count@1.0.0", "hello.greet@1.1.0",
                "hello.greet@2.0.0");
        assertThat(store.records.getLast().entry().meta().text("replaced")).contains("1.0.0");

        call("plugins.rollback", "{'plugin':'hello@1'}");
        assertThat(framework.registry.labels()).containsExactly(BOTH);
        assertThat(catchThrowableOfType(WireException.class, () -> call("plugins.rollback", "{'plugin':'hello'}"))
                .getMessage()).contains("hello@1 would serve alone when hello is uninstalled");
    }

    @Test
    void eachIsDisabledAndUninstalledByItself() throws Exception {
        keepBoth();
        var withheld = framework.await(WithheldTools.class, null);
        call("plugins.disable", "{'plugin':'hello@1'}");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@2.0.0");
        assertThat(withheld.reason("hello.greet", "[1,2)").orElseThrow()).contains("its plugin hello@1 is disabled");
        assertThat(withheld.reason("hello.greet", "[2,3)")).isEmpty();
        assertThat(withheld.shallServe("hello.greet", "[1,2)")).isFalse();
        assertThat(withheld.shallServe("hello.greet", "[2,3)")).isTrue();
        restart();
        assertThat(framework.awaitTools("hello.greet@2.0.0")).isTrue();
        call("plugins.enable", "{'plugin':'hello@1'}");
        assertThat(framework.awaitTools(BOTH)).isTrue();

        call("plugins.uninstall", "{'plugin':'hello'}");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        install("1.1.0", false);
        assertThat(listed()).singleElement()
                .satisfies(plugin -> assertThat(plugin.text("id")).contains("hello@1"));
        install("2.0.0", false);
        call("plugins.uninstall", "{'plugin':'hello@1'}");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@2.0.0");
        assertThat(jars()).isEqualTo(1);
    }

    @Test
    void anOlderMajorComesBesideTheNewestOnRequest() throws Exception {
        install("2.0.0", false);
        assertThat(install("1.0.0", true).text("plugin")).contains("hello@1");
        assertThat(framework.registry.labels()).containsExactly(BOTH);
        call("plugins.uninstall", "{'plugin':'hello@1'}");
        install("1.0.0", false);
        assertThat(framework.registry.labels()).as("what takes a place is compared, not counted")
                .containsExactly("hello.greet@1.0.0");
    }

    @Test
    void retiringOneTellsWhoUsesIt() throws Exception {
        keepBoth();
        framework.rows.session("s_1", "k_test", Map.of("hello.greet", 1), List.of());
        framework.rows.session("s_2", "k_test", Map.of(), List.of());
        framework.rows.used("s_2", "hello.greet", 1);
        framework.rows.session("s_3", "k_test", Map.of(), List.of());
        framework.rows.used("s_3", "hello.greet", 2);
        framework.rows.session("s_4", "k_test", Map.of("hello.greet", 2), List.of());
        framework.rows.used("s_4", "hello.greet", 1);
        framework.rows.session("s_5", "k_test", Map.of(), List.of("hello.greet"));
        framework.rows.turn("s_2");
        framework.rows.turn("s_3");

        JsonObject plan = call("plugins.plan", "{'plugin':'hello@1','change':'uninstall'}");
        assertThat(plan.object("sessions").orElseThrow()).hasToString("{\"count\":3,\"stranded\":1,\"moving\":1,"
                + "\"turns\":1,\"approvals\":0,\"sessions\":[\"s_1\",\"s_2\",\"s_5\"]}");
        assertThat(call("plugins.plan", "{'source':{'path':'1.1.0.jar'}}").object("sessions").orElseThrow())
                .as("an update of the same").asString().contains("\"count\":3,\"stranded\":0,\"moving\":0");
        assertThat(call("plugins.uninstall", "{'plugin':'hello@1'}").object("sessions"))
                .isEqualTo(plan.object("sessions"));
        assertThat(framework.registry.labels()).containsExactly("hello.greet@2.0.0");
    }

    @Test
    void refusesWhatCannotServeBeside() throws Exception {
        keepBoth();
        Files.move(files.build("hello4", "3.0.0", Map.of("-includeresource.show", PANEL, "-dsannotations", "",
                PluginFiles.RAW + "Service-Component", "OSGI-INF/*.xml")), home.resolve("import/3.0.0.jar"));
        assertThat(refusal("3.0.0", true)).contains("can be there only once", "show (dev.postern.api.panel.Panel)");
        call("plugins.uninstall", "{'plugin':'hello'}");
        call("plugins.uninstall", "{'plugin':'hello@1'}");
        install("2.0.0", false);
        call("plugins.apply", "{'plan':false,'prune':false,'document':" + document("hello@3", "2.0.0") + "}");
        assertThat(listed()).as("an id is its own major's").hasSize(1);
        install("1.0.0", true);
        call("plugins.uninstall", "{'plugin':'hello'}");
        give("hello2", "0.9.0");
        assertThat(refusal("0.9.0", false)).contains("older than 1.0.0", "installed as hello@1", "with keep");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        assertThat(install("0.9.0", true).text("plugin")).contains("hello@0");
    }

    @Test
    void oneThatAsksForMoreComesBesideOnceItIsLetIn() throws Exception {
        install("1.0.0", false);
        String capabilities;
        try (var plain = new JarFile(files.build("hello4", "2.0.0").toFile())) {
            capabilities = plain.getManifest().getMainAttributes().getValue("Provide-Capability")
                    .replaceFirst("hosts:List<String>=\"[^\"]*\"", "hosts:List<String>=\"b.example.org\"");
        }
        Files.move(files.build("hello4", "2.0.0", Map.of(PluginFiles.RAW + "Provide-Capability", capabilities)),
                home.resolve("import/2.0.0.jar"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(refusal("2.0.0", true)).contains("asks for more than 1.0.0", "host b.example.org");
        restart();
        assertThat(framework.awaitTools("hello.greet@1.0.0")).isTrue();
        call("plugins.decide", "{'plugin':'hello','decision':'approve','sha256':'"
                + Sha256.hex(home.resolve("import/2.0.0.jar")) + "'}");
        assertThat(framework.registry.labels()).containsExactly(BOTH);
    }

    @Test
    void bothMayHaveAToolInTheSameVersion() throws Exception {
        install("1.1.0", false);
        Files.move(files.build("hello2", "2.0.0"), home.resolve("import/2.0.0.jar"),
                StandardCopyOption.REPLACE_EXISTING);
        install("2.0.0", true);
        assertThat(listed()).extracting(plugin -> plugin.text("state").orElseThrow())
                .containsExactly("active", "active");
        assertThat(call("plugins.plan", "{'plugin':'hello@1','change':'uninstall'}").object("sessions").orElseThrow()
                .toString()).as("nothing is lost").startsWith("{\"count\":0,");
    }

    @Test
    void theFileThatAPersonKeepsNamesBoth() throws Exception {
        install("1.0.0", false);
        Path file = home.resolve("plugins.json");
        Files.writeString(file, document("hello", "1.0.0").replace('\'', '"'));
        install("2.0.0", true);
        String both = Files.readString(file);
        assertThat(both).contains("\"hello\": {", "\"hello@1\": {", "\"2.0.0\"", "\"1.0.0\"");
        call("plugins.uninstall", "{'plugin':'hello@1'}");
        assertThat(Files.readString(file)).doesNotContain("hello@1");

        framework.close();
        deleteAll(home.resolve("data"));
        deleteAll(home.resolve("cache"));
        Files.writeString(file, both);
        framework = new RunningFramework(home, store, PluginManagerTest.SETTINGS);
        assertThat(framework.awaitTools(BOTH)).isTrue();
        assertThat(Files.readString(file)).isEqualTo(both);
    }

    @Test
    void aFileThatNamesBothInterruptsNeither() throws Exception {
        install("1.0.0", false);
        String both = "{'format':1,'plugins':{" + entry("hello", "2.0.0") + "," + entry("hello@1", "1.0.0") + "}}";
        assertThat(call("plugins.apply", "{'plan':true,'prune':true,'document':" + both + "}").toString())
                .contains("\"plugin\":\"hello@1\",\"action\":\"none\"").doesNotContain("refused");
        call("plugins.apply", "{'plan':false,'prune':true,'document':" + both + "}");
        assertThat(framework.registry.labels()).containsExactly(BOTH);
        assertThat(framework.registry.drained).isEmpty();
    }

    @Test
    void aFileOfTheDeployFolderGoesWithItsMajor() throws Exception {
        Path deployed = Files.createDirectories(home.resolve("deploy")).resolve("old.jar");
        Files.copy(home.resolve("import/1.0.0.jar"), home.resolve("deploy/.old"));
        Files.move(home.resolve("deploy/.old"), deployed, StandardCopyOption.ATOMIC_MOVE);
        store.awaitStory("plugin.installed hello 1.0.0");
        install("2.0.0", true);
        restart();
        assertThat(framework.awaitTools(BOTH)).isTrue();
        Files.delete(deployed);
        store.awaitStory("plugin.removed hello@1 1.0.0");
        assertThat(framework.awaitTools("hello.greet@2.0.0")).isTrue();
    }

    @Test
    void aCrashBeforeItIsRecordedIsCompleted() throws Exception {
        crash(entry -> entry.type() == RecordType.PLUGIN_UPDATED);
        assertThat(framework.awaitTools(BOTH)).isTrue();
        store.awaitStory("plugin.updated hello 2.0.0");
        assertBoth();
    }

    @Test
    void aCrashAfterItIsRecordedIsTakenUp() throws Exception {
        crash(_ -> false);
        assertThat(framework.awaitTools(BOTH)).isTrue();
        assertBoth();
        assertThat(store.story().stream().filter(line -> line.equals("plugin.updated hello 2.0.0"))).hasSize(1);
    }

    /** The old one goes on, as if nothing had been. */
    @Test
    void whatCannotBeRecordedIsUndone() throws Exception {
        install("1.0.0", false);
        store.refuse = entry -> entry.type() == RecordType.PLUGIN_UPDATED;
        assertThat(refusal("2.0.0", true)).contains("could not be recorded");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        assertThat(listed()).singleElement().satisfies(plugin -> assertThat(plugin.text("id")).contains("hello"));
        assertThat(jars()).isEqualTo(1);
    }

    private void assertBoth() throws Exception {
        // the manager answers once what was under way is done
        install("2.0.0", false);
        assertThat(listed()).extracting(plugin -> plugin.text("id").orElseThrow()).containsExactly("hello", "hello@1");
        assertThat(Files.readString(home.resolve("data/plugins/installed.json"))).doesNotContain("\"change\"");
        assertThat(jars()).isEqualTo(2);
    }

    /** Comes up again with the state on disk as it was when the end of keeping both was to be recorded. */
    private void crash(Predicate<Entry> refuse) throws Exception {
        install("1.0.0", false);
        Path state = home.resolve("data/plugins/installed.json");
        Path jars = home.resolve("data/plugins/hello");
        store.refuse = entry -> {
            if (entry.type() == RecordType.PLUGIN_UPDATED) {
                copy(state, folder.resolve("installed.kept"));
                copyAll(jars, folder.resolve("jars"));
            }
            return refuse.test(entry);
        };
        try {
            install("2.0.0", true);
        } catch (WireException undone) {
            assertThat(undone.getMessage()).contains("could not be recorded");
        }
        framework.close();
        store.refuse = entry -> false;
        copy(folder.resolve("installed.kept"), state);
        copyAll(folder.resolve("jars"), jars);
        framework = new RunningFramework(home, store, PluginManagerTest.SETTINGS);
    }

    private void keepBoth() throws Exception {
        install("1.0.0", false);
        install("2.0.0", true);
    }

    private JsonObject install(String version, boolean keep) throws Exception {
        return call("plugins.install", "{'source':{'path':'" + version + ".jar'}" + (keep ? ",'keep':true}" : "}"));
    }

    private String refusal(String version, boolean keep) {
        return String.valueOf(catchThrowableOfType(WireException.class, () -> install(version, keep)).getMessage());
    }

    private String document(String id, String version) throws IOException {
        return "{'format':1,'plugins':{" + entry(id, version) + "}}";
    }

    private String entry(String id, String version) throws IOException {
        return "'%s':{'version':'%s','sha256':'%s','source':{'path':'%s.jar'}}".formatted(id, version,
                Sha256.hex(home.resolve("import/" + version + ".jar")), version);
    }

    private List<JsonObject> listed() throws Exception {
        return call("plugins.list", "{'limit':10}").array("plugins").map(JsonArray::values).orElseThrow().stream()
                .map(JsonObject.class::cast).toList();
    }

    private JsonObject call(String method, String params) throws Exception {
        return framework.call(method, (JsonObject) framework.json.parse(params.replace('\'', '"')), Optional.empty());
    }

    private void restart() throws Exception {
        framework.close();
        framework = new RunningFramework(home, store, PluginManagerTest.SETTINGS);
    }

    private long jars() throws Exception {
        try (var all = Files.walk(home.resolve("data/plugins"))) {
            return all.filter(file -> file.toString().endsWith(".jar")).count();
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void copyAll(Path from, Path to) {
        try (Stream<Path> all = Files.list(from)) {
            Files.createDirectories(to);
            all.forEach(file -> copy(file, to.resolve(file.getFileName())));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void deleteAll(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
