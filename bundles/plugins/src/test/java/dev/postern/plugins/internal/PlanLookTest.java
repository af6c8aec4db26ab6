// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonObject;
import dev.postern.core.identity.Principal;
import dev.postern.plugins.internal.Contributions.Contribution;
import dev.postern.plugins.internal.Contributions.ServiceChanges;
import dev.postern.plugins.internal.PluginJar.ToolFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change would do to everything around the plugin is told without running any of it. */
class PlanLookTest {
    private static final String DOOR = component("org.example.Door", "dev.postern.api.surface.SurfaceAdapter");

    @TempDir
    Path folder;
    private PluginFiles files;
    private RunningFramework framework;

    @BeforeEach
    void startFramework() throws Exception {
        files = new PluginFiles(folder);
        var settings = new HashMap<>(PluginManagerTest.SETTINGS);
        settings.put("allowed.imports", new String[]{"java.*", "dev.postern.api.*", "org.example.hello"});
        framework = new RunningFramework(folder.resolve("home"), new FakeStore(), settings);
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.close();
    }

    @Test
    void tellsServicesSessionsAndWhoIsWiredToIt() throws Exception {
        framework.rows.session("s_1", "k_test", Map.of("hello.greet", 1), List.of());
        framework.rows.session("s_2", "k_test", Map.of(), List.of("other.tool", "hello.greet"));
        framework.rows.session("s_3", "k_test", Map.of("other.tool", 1), List.of("other.tool"));
        framework.rows.session("s_4", "k_other", Map.of(), List.of("hello.greet"));
        framework.manager().install(files.build("hello", "1.0.0", Map.of("Export-Package", "org.example.hello")),
                "path", "tester");
        framework.manager().install(files.build("hello", "1.0.0", Map.of("-includeresource", "",
                "-dsannotations", "", PluginFiles.RAW + "Bundle-SymbolicName", "org.example.friend",
                PluginFiles.RAW + "Import-Package", "org.example.hello;resolution:=optional",
                "-privatepackage", "org.example.hello2",
                PluginFiles.RAW + "Provide-Capability", "dev.postern.plugin;dev.postern.plugin=friend")), "path",
                "tester");
        framework.blobs.files.put("default/b_1", files.build("hello2", "1.1.0",
                Map.of("-includeresource.door", DOOR, "-dsannotations", "", PluginFiles.RAW + "Service-Component",
                        "OSGI-INF/*.xml")));

        JsonObject plan = plan();

        assertThat(plan.object("services").orElseThrow()).hasToString("{\"gained\":[{\"service\":"
                + "\"dev.postern.api.surface.SurfaceAdapter\",\"component\":\"org.example.Door\"}],\"lost\":[]}");
        assertThat(plan.object("sessions").orElseThrow())
                .hasToString(
                        "{\"count\":3,\"stranded\":0,\"moving\":0,\"turns\":0,\"approvals\":0,\"sessions\":[\"s_1\",\"s_2\",\"s_4\"]}");
        assertThat(plan.array("dependents").orElseThrow().strings()).containsExactly("org.example.friend/1.0.0");

        framework.scopes = Set.of("plugins:read", "sessions:read");
        assertThat(plan().object("sessions").orElseThrow().array("sessions").orElseThrow().strings())
                .as("what is one's own").containsExactly("s_1", "s_2");
        framework.scopes = Set.of("plugins:read");
        assertThat(plan().object("sessions")).as("not for who may not read sessions").isEmpty();
    }

    @Test
    void tellsOfAnyChangeOfWhatIsInstalledAndDoesNothing() throws Exception {
        framework.rows.session("s_1", "k_test", Map.of("hello.greet", 1), List.of());
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        framework.manager().install(files.build("hello2", "1.1.0"), "path", "tester");
        int records = framework.store.records.size();

        JsonObject uninstall = plan("uninstall");
        assertThat(uninstall.object("plan").orElseThrow().object("tools").orElseThrow()).hasToString(
                "{\"gained\":[],\"changed\":[],\"lost\":[\"hello.count@1.0.0\",\"hello.greet@1.1.0\"]}");
        assertThat(uninstall.object("sessions").orElseThrow())
                .hasToString(
                        "{\"count\":1,\"stranded\":1,\"moving\":0,\"turns\":0,\"approvals\":0,\"sessions\":[\"s_1\"]}");
        assertThat(plan("disable").object("sessions")).isEqualTo(uninstall.object("sessions"));
        JsonObject rollback = plan("rollback");
        assertThat(rollback.text("version")).contains("1.0.0");
        assertThat(rollback.object("sessions").orElseThrow()).hasToString(
                "{\"count\":1,\"stranded\":0,\"moving\":0,\"turns\":0,\"approvals\":0,\"sessions\":[\"s_1\"]}");
        assertThat(framework.store.records).hasSize(records);
        assertThat(framework.registry.labels()).hasSize(2);

        framework.manager().disable("hello", "tester");
        assertThat(plan("enable").object("plan").orElseThrow().toString())
                .contains("\"gained\":[\"hello.count@1.0.0\"");
        for (var bad : List.of("{}", "{\"plugin\":\"hello\"}", "{\"change\":\"enable\"}",
                "{\"source\":{\"blob\":\"b_1\"},\"plugin\":\"hello\"}")) {
            assertThatThrownBy(() -> framework.call("plugins.plan", (JsonObject) framework.json.parse(bad),
                    Optional.empty())).as(bad).hasMessageContaining("either source");
        }
        assertThatThrownBy(() -> framework.call("plugins.plan", (JsonObject) framework.json
                .parse("{\"plugin\":\"no\",\"change\":\"enable\"}"), Optional.empty()))
                .hasMessageContaining("there is no plugin no");
    }

    private JsonObject plan(String change) throws Exception {
        return framework.call("plugins.plan",
                JsonObject.builder().put("plugin", "hello").put("change", change).build(), Optional.empty());
    }

    @Test
    void countsThosePinnedToWhatGoes() {
        var rows = new FakeRows();
        rows.session("s_1", "k_test", Map.of("hello.greet", 1), List.of());
        rows.session("s_2", "k_test", Map.of("hello.greet", 2), List.of());
        var all = new Principal(Principal.Kind.CLIENT, "k", "default", Set.of("*"), Principal.Trust.OPERATOR);
        var affected = AffectedSessions.read(rows.rows(), all, tools("1.0.0"), tools("2.0.0")).orElseThrow();
        assertThat(affected.count()).isEqualTo(2);
        assertThat(affected.stranded()).isEqualTo(1);
        var nobody = AffectedSessions.read(rows.rows(), all, tools("1.0.0"), tools("1.0.0")).orElseThrow();
        assertThat(nobody.count()).isZero();
    }

    @Test
    void readsDescriptionsAndNothingElse() throws Exception {
        var none = files.build("hello", "1.0.0");
        assertThat(Contributions.of(none)).isEmpty();
        assertThat(Contributions.of(Files.writeString(folder.resolve("text.jar"), "no jar"))).isEmpty();
        var before = Contributions.of(described(DOOR, component("org.example.Sum", "java.util.function.Supplier")));
        assertThat(before).containsExactly(
                new Contribution("dev.postern.api.surface.SurfaceAdapter", "org.example.Door"));
        var after = Contributions.of(described(component("org.example.Show", "dev.postern.api.panel.Panel"),
                "OSGI-INF/org.example.Door.xml;literal='<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;'"));
        var changes = ServiceChanges.between(before, after);
        assertThat(changes.gained()).extracting(Contribution::service).containsExactly("dev.postern.api.panel.Panel");
        assertThat(changes.lost()).extracting(Contribution::component).containsExactly("org.example.Door");
    }

    private Path described(String one, String other) throws Exception {
        return files.build("hello", "1.0.0", Map.of("-includeresource.one", one, "-includeresource.other", other,
                "-dsannotations", "", PluginFiles.RAW + "Service-Component", "OSGI-INF/*.xml"));
    }

    private static String component(String name, String service) {
        return "OSGI-INF/" + name + ".xml;literal='<scr:component name=\"" + name
                + "\" xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.5.0\"><implementation class=\"" + name
                + "\"/><service><provide interface=\"" + service + "\"/></service></scr:component>'";
    }

    private static List<ToolFile> tools(String version) {
        return List.of(new ToolFile("hello.greet", version, version));
    }

    private JsonObject plan() throws Exception {
        var source = JsonObject.builder().put("source", JsonObject.of("blob", "b_1")).build();
        return framework.call("plugins.plan", source, Optional.empty());
    }
}
