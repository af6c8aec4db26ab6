// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginInfo;
import dev.postern.core.store.RecordType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.FrameworkUtil;

class PluginManagerTest {
    static final Map<String, Object> SETTINGS = Map.of("health.timeout.millis", 20_000L, "settle.millis", 300L,
            "max.bundle.bytes", 200_000L);
    /** For plugins that never come up; those that do need less on a slow machine too. */
    static final Map<String, Object> IMPATIENT = Map.of("health.timeout.millis", 4_000L);

    @TempDir
    Path folder;
    private PluginFiles files;
    private RunningFramework framework;

    @BeforeEach
    void startFramework() throws Exception {
        files = new PluginFiles(folder);
        framework = new RunningFramework(folder.resolve("home"), new FakeStore(), SETTINGS);
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.close();
    }

    @Test
    void installsAPluginAndItsToolServes() throws Exception {
        var applied = framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");

        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        assertThat(applied.replaced()).isEmpty();
        assertThat(applied.plan().tools().gained()).containsExactly("hello.greet@1.0.0");
        assertThat(applied.plan().bundles().added()).containsExactlyElementsOf(applied.plugin().bundles());
        assertThat(applied.plugin().state()).isEqualTo(PluginInfo.State.ACTIVE);
        assertThat(framework.pluginLocations()).singleElement().asString()
                .matches("plugin:org\\.example\\.hello/[0-9a-f]{64}");
        assertThat(framework.store.story()).containsExactly("plugin.requested hello 1.0.0",
                "plugin.installed hello 1.0.0");
        assertThat(framework.store.records.getLast().entry().tenant()).isEqualTo("*");
    }

    @Test
    void updatesAndKeepsAllOtherServices() throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        var others = framework.otherServices();

        var applied = framework.manager().install(files.build("hello2", "1.1.0"), "path", "tester");

        assertThat(framework.registry.labels()).containsExactly("hello.count@1.0.0", "hello.greet@1.1.0");
        assertThat(applied.replaced()).contains("1.0.0");
        assertThat(applied.plan().tools().changed()).containsExactly("hello.greet@1.1.0");
        assertThat(applied.plan().tools().gained()).containsExactly("hello.count@1.0.0");
        assertThat(applied.plan().bundles().updated()).hasSize(1);
        assertThat(framework.pluginLocations()).hasSize(1);
        assertThat(framework.otherServices()).containsExactlyInAnyOrderElementsOf(others);
        // and the one to go back to
        assertThat(jars()).hasSize(2);
        assertThat(framework.store.story()).endsWith("plugin.updated hello 1.1.0");
    }

    @Test
    void letsCallsOfTheOldVersionEndOnceTheNewOneServes() throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        long old = framework.registry.tools().getFirst().bundleId();
        framework.manager().install(files.build("hello2", "1.1.0"), "path", "tester");
        assertThat(framework.registry.drained)
                .containsExactly(old + " while [hello.count@1.0.0, hello.greet@1.0.0, hello.greet@1.1.0]");
    }

    @Test
    void losesToolsWithAnOlderVersion() throws Exception {
        framework.manager().install(files.build("hello2", "1.1.0"), "path", "tester");
        var applied = framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        assertThat(applied.plan().tools().lost()).containsExactly("hello.count@1.0.0");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
    }

    @Test
    void uninstallsAndLeavesNothing() throws Exception {
        var others = framework.otherServices();
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        framework.manager().uninstall("hello", "tester");

        assertThat(framework.registry.labels()).isEmpty();
        assertThat(framework.pluginLocations()).isEmpty();
        assertThat(framework.manager().plugins()).isEmpty();
        assertThat(jars()).isEmpty();
        assertThat(framework.otherServices()).containsExactlyInAnyOrderElementsOf(others);
        assertThat(framework.store.story()).endsWith("plugin.requested hello 1.0.0", "plugin.removed hello 1.0.0");
        assertThat(catchThrowableOfType(PluginException.class,
                () -> framework.manager().uninstall("hello", "tester")).code()).isEqualTo("not_found");
    }

    @Test
    void takesTheSameBytesAgainAsDone() throws Exception {
        Path file = files.build("hello", "1.0.0");
        framework.manager().install(file, "path", "tester");
        int records = framework.store.records.size();

        var again = framework.manager().install(file, "path", "tester");

        assertThat(again.plan().bundles().added()).isEmpty();
        assertThat(again.plan().bundles().updated()).isEmpty();
        assertThat(again.plugin().version()).isEqualTo("1.0.0");
        assertThat(framework.store.records).hasSize(records);
    }

    @Test
    void refusesTheSameVersionWithOtherBytes() throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        assertRefused("version_reused", "1.0.0", files.build("hello", "1.0.0", Map.of("Bundle-Name", "Other")));
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");

        // nor once another serves, nor when it is gone
        framework.manager().install(files.build("hello2", "1.1.0"), "path", "tester");
        assertRefused("version_reused", "1.0.0", files.build("hello", "1.0.0", Map.of("Bundle-Name", "Other")));
        framework.manager().uninstall("hello", "tester");
        assertRefused("version_reused", "1.0.0", files.build("hello", "1.0.0", Map.of("Bundle-Name", "Other")));
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
    }

    @Test
    void refusesAToolThatTakesLessAndCallsItselfAlmostTheSame() throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        assertRefused("contract_broken", "/inputSchema/properties/mood takes less: must be there; call it 2.0.0",
                files.build("hello3", "1.0.1"));
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
    }

    @Test
    void refusesForbiddenHeaders() throws Exception {
        for (var header : Map.of("Fragment-Host", "org.example.other", "DynamicImport-Package", "*",
                "Require-Bundle", "org.example.other", "Bundle-NativeCode", "lib.so;osname=linux").entrySet()) {
            assertRefused("forbidden_header", header.getKey(),
                    files.build("hello", "1.0.0", Map.of(PluginFiles.RAW + header.getKey(), header.getValue())));
            // the framework does not look at capital letters either
            assertRefused("forbidden_header", header.getKey(), files.build("hello", "1.0.0",
                    Map.of(PluginFiles.RAW + header.getKey().toLowerCase(Locale.ROOT), header.getValue())));
        }
        assertRefused("forbidden_header", "singleton",
                files.build("hello", "1.0.0", Map.of("Bundle-SymbolicName", "org.example.hello;singleton:=true")));
    }

    @Test
    void refusesImportsThatAreNotOpen() throws Exception {
        for (String name : List.of("dev.postern.core.store", "org.osgi.framework",
                "org.example.library;resolution:=optional")) {
            assertRefused("forbidden_import", name.split(";", 2)[0],
                    files.build("hello", "1.0.0", Map.of("Import-Package", name + ",*")));
        }
    }

    /** The manifest of a multi-release bundle is not all: on this Java another may say what it needs. */
    @Test
    void refusesImportsThatAreNotOpenOnThisJavaOnly() throws Exception {
        String open = "Import-Package: dev.postern.api.tool;version=\"[1.0,2)\"";
        String closed = "import-package: org.osgi.framework";
        assertRefused("forbidden_import", "org.osgi.framework", multiRelease(Map.of(21, closed)));
        assertRefused("forbidden_import", "org.osgi.framework", multiRelease(Map.of(9, open, 25, closed)));
        assertRefused("unresolved", "osgi.extender", multiRelease(Map.of(21,
                "Require-Capability: osgi.extender;filter:=\"(osgi.extender=org.example.nobody)\"")));

        framework.manager().install(multiRelease(Map.of(9, closed, 21, open, 999, closed)), "path", "tester");
        assertThat(framework.manager().plugin("hello").orElseThrow().state()).isEqualTo(PluginInfo.State.ACTIVE);
    }

    /** Put together by hand, since bnd writes manifests of its own. */
    private Path multiRelease(Map<Integer, String> manifests) throws Exception {
        Path built = files.build("hello", "1.0.0", Map.of(PluginFiles.RAW + "Multi-Release", "true"));
        Path file = Files.createTempFile(folder, "multi-release", ".jar");
        try (var from = new ZipFile(built.toFile());
                var to = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var entry : from.stream().toList()) {
                to.putNextEntry(new ZipEntry(entry.getName()));
                from.getInputStream(entry).transferTo(to);
            }
            for (var manifest : manifests.entrySet()) {
                to.putNextEntry(new ZipEntry("META-INF/versions/" + manifest.getKey() + "/OSGI-INF/MANIFEST.MF"));
                to.write(("Manifest-Version: 1.0\n" + manifest.getValue() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    @Test
    void refusesExportsOfOurPackages() throws Exception {
        assertRefused("exports_api", "dev.postern.api.tool", files.build("hello", "1.0.0",
                Map.of("Export-Package", "dev.postern.api.tool", "-exportcontents", "dev.postern.api.tool")));
        assertRefused("exports_api", "org.slf4j",
                files.build("hello", "1.0.0", Map.of("-exportcontents", "org.slf4j;version=2.0.0")));
    }

    @Test
    void namesWhatIsMissingAndWhatIsThere() throws Exception {
        assertRefused("unresolved", "dev.postern.api.tool [9.0,10.0); the gateway offers 1.2.0",
                files.build("hello", "1.0.0",
                        Map.of("Import-Package", "dev.postern.api.tool;version='[9.0,10.0)',*")));
        assertRefused("unresolved", "javax.unheard.of, which the gateway does not offer",
                files.build("hello", "1.0.0", Map.of("Import-Package", "javax.unheard.of,*")));
        assertRefused("unresolved", "osgi.extender",
                files.build("hello", "1.0.0", Map.of("Require-Capability",
                        "osgi.extender;filter:='(osgi.extender=org.example.nobody)'")));
    }

    @Test
    void refusesWhatIsNoJarOrTooLarge() throws Exception {
        assertRefused("not_a_bundle", "no jar", Files.writeString(folder.resolve("text.jar"), "no jar at all"));
        byte[] whole = Files.readAllBytes(files.build("hello", "1.0.0"));
        assertRefused("not_a_bundle", "not all",
                Files.write(folder.resolve("half.jar"), java.util.Arrays.copyOf(whole, whole.length / 2)));
        assertRefused("too_large", "200000", Files.write(folder.resolve("big.jar"), new byte[200_001]));
    }

    @Test
    void refusesBundlesThatAreNoPlugin() throws Exception {
        assertRefused("not_a_plugin", "@PosternPlugin",
                files.build("hello", "1.0.0", Map.of("-removeheaders", "Provide-Capability")));
        assertRefused("not_a_bundle", "Bundle-ManifestVersion",
                files.build("hello", "1.0.0", Map.of("-removeheaders", "Bundle-ManifestVersion")));
    }

    @Test
    void refusesToolsWithoutDescriptor() throws Exception {
        assertRefused("bad_descriptor", "plugin-processor",
                files.build("hello", "1.0.0", Map.of("-includeresource", "")));
    }

    @Test
    void refusesAToolNameThatAnotherPluginHas() throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        assertRefused("tool_taken", "belongs to org.example.hello", files.build("thief", "1.0.0"));
    }

    @Test
    void refusesSettingsThatAreTheGatewaysOrAnothersPlugin() throws Exception {
        assertRefused("pid_taken", "the settings dev.postern.nowhere belong to the gateway",
                describing("thief", "pid", "dev.postern.nowhere"));
        assertRefused("pid_taken", "the settings dev.postern.plugins belong to the gateway",
                configured("configuration-pid=\"$ dev.postern.plugins\""));
        assertRefused("pid_taken", "the settings dev.postern.plugins belong to the gateway",
                configured("name=\"dev.postern.plugins\""));
        framework.manager().install(describing("hello", "factoryPid", "org.example.mine"), "path", "tester");
        assertRefused("pid_taken", "the settings org.example.mine belong to org.example.hello",
                configured("name=\"x\" configuration-pid=\"org.example.mine\""));
        assertRefused("pid_taken", "org.example.mine", describing("thief", "pid", "org.example.mine"));
        // nor what is known by the name of a component alone, nor while its plugin rests
        assertRefused("pid_taken", "the settings org.example.hello.Greet belong to org.example.hello",
                describing("thief", "pid", "org.example.hello.Greet"));
        framework.manager().disable("hello", "tester");
        assertRefused("pid_taken", "org.example.mine", describing("thief", "pid", "org.example.mine"));
        // its own next version has them, too
        framework.manager().enable("hello", "tester");
        framework.manager().install(files.build("hello2", "1.1.0", metatype("pid", "org.example.mine")), "path",
                "tester");
    }

    private Path describing(String name, String attribute, String pid) throws Exception {
        return files.build(name, "1.0.0", metatype(attribute, pid));
    }

    private static Map<String, String> metatype(String attribute, String pid) {
        return Map.of("-includeresource.settings",
                "OSGI-INF/metatype/a.xml;literal='<MetaData><OCD id=\"a\"/><Designate "
                        + attribute + "=\"" + pid + "\"><Object ocdref=\"a\"/></Designate></MetaData>'");
    }

    private Path configured(String attributes) throws Exception {
        return files.build("thief", "1.0.0", Map.of("-includeresource.settings", "OSGI-INF/own/a.xml;literal='"
                + "<component " + attributes + "><implementation class=\"org.example.thief.Greet\"/></component>'",
                PluginFiles.RAW + "Service-Component", "OSGI-INF/own/*.xml"));
    }

    @Test
    void refusesAnIdThatComesWithAnotherSymbolicName() throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        assertRefused("name_taken", "org.example.hello",
                files.build("hello", "2.0.0", Map.of("Bundle-SymbolicName", "org.example.impostor")));
    }

    @Test
    void undoesAPluginThatDoesNotStart() throws Exception {
        assertRefused("start_failed", "ClassNotFoundException",
                files.build("hello", "1.0.0",
                        Map.of(PluginFiles.RAW + "Bundle-Activator", "org.example.hello.Nobody")));
        assertThat(framework.pluginLocations()).isEmpty();
        assertThat(jars()).isEmpty();
    }

    @Test
    void undoesAPluginWhoseComponentFails() throws Exception {
        assertRefused("unhealthy", "no luck today", files.build("failing", "1.0.0"));
        assertThat(framework.pluginLocations()).isEmpty();
    }

    @Test
    void namesTheRootOfAnUnsatisfiedComponent() throws Exception {
        framework.close();
        framework = new RunningFramework(folder.resolve("impatient"), new FakeStore(), IMPATIENT);
        assertRefused("unhealthy",
                "its component org.example.waiting.Helper waits for a service java.util.Comparator with (colour=blue)",
                files.build("waiting", "1.0.0"));
    }

    @Test
    void keepsTheOldVersionWhenTheNewOneIsRefusedByTheRegistry() throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        long bundle = framework.registry.tools().getFirst().bundleId();
        framework.registry.refusedNames = List.of("hello.count");

        assertRefused("unhealthy", "hello.count was refused: just so", files.build("hello2", "1.1.0"));

        assertThat(framework.registry.tools()).singleElement()
                .satisfies(tool -> assertThat(tool.bundleId()).isEqualTo(bundle));
        assertThat(framework.manager().plugin("hello").orElseThrow().version()).isEqualTo("1.0.0");
        assertThat(framework.manager().plugin("hello").orElseThrow().state()).isEqualTo(PluginInfo.State.ACTIVE);
    }

    @Test
    void undoesAChangeThatCannotBeRecorded() throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        framework.store.refuse = entry -> entry.type() == RecordType.PLUGIN_UPDATED
                || entry.type() == RecordType.PLUGIN_REMOVED;

        assertRefused("unavailable", "the disk is full", files.build("hello2", "1.1.0"));
        var removal = catchThrowableOfType(PluginException.class,
                () -> framework.manager().uninstall("hello", "tester"));

        assertThat(removal.code()).isEqualTo("unavailable");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        assertThat(framework.manager().plugin("hello").orElseThrow().version()).isEqualTo("1.0.0");
    }

    @Test
    @Timeout(60)
    void tellsWhoAsksAfterItsEnd() throws Exception {
        var manager = framework.manager();
        FrameworkUtil.getBundle(manager.getClass()).stop();
        var refused = catchThrowableOfType(PluginException.class,
                () -> manager.install(files.build("hello", "1.0.0"), "path", "tester"));
        assertThat(refused.code()).isEqualTo("unavailable");
    }

    private void assertRefused(String code, String part, Path file) {
        var refused = catchThrowableOfType(PluginException.class,
                () -> framework.manager().install(file, "path", "tester"));
        assertThat(refused).as(code + ": " + part).isNotNull();
        assertThat(refused.code() + ": " + refused.getMessage()).startsWith(code).contains(part);
        var last = framework.store.records.getLast().entry();
        assertThat(last.type()).isEqualTo(RecordType.PLUGIN_FAILED);
        assertThat(last.meta().text("code")).contains(code);
        assertThat(last.payload().text("reason")).contains(refused.getMessage());
    }

    private List<Path> jars() throws Exception {
        try (var all = Files.walk(framework.home.resolve("data/plugins"))) {
            return all.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }
}
