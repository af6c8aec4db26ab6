// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import aQute.bnd.header.Attrs;
import aQute.bnd.header.Parameters;
import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bnd makes of the API's annotations: the manifest and the component that the gateway reads. */
class BundleTest {
    private static final String PLUGIN = """
            @PosternPlugin(id = "sample", title = "Files, and more; so = it is",
                hosts = {"api.example.org", "*.example.org:8443"}, files = "workspace:read")
            package test;
            import dev.postern.api.plugin.PosternPlugin;
            """;

    @TempDir
    Path classes;

    @Test
    void saysInTheManifestWhichToolIsInIt() throws Exception {
        var tool = capability(build(new ToolSource().text(), PLUGIN), "dev.postern.tool");
        assertThat(tool.getTyped("dev.postern.tool")).isEqualTo("a.b");
        assertThat(tool.getTyped("version")).isEqualTo(aQute.bnd.version.Version.valueOf("1.0.0"));
        assertThat(tool.getTyped("risk")).isEqualTo("LOW");
    }

    @Test
    void saysInTheManifestWhatThePluginAsksFor() throws Exception {
        var plugin = capability(build(new ToolSource().text(), PLUGIN), "dev.postern.plugin");
        assertThat(plugin.getTyped("dev.postern.plugin")).isEqualTo("sample");
        assertThat(plugin.getTyped("title")).isEqualTo("Files, and more; so = it is");
        assertThat(plugin.getTyped("api")).isEqualTo("[1.0,2.0)");
        assertThat(plugin.getTyped("hosts")).isEqualTo(List.of("api.example.org", "*.example.org:8443"));
        assertThat(plugin.getTyped("files")).isEqualTo(List.of("workspace:read"));
    }

    @Test
    void putsTheDeclarationIntoServiceProperties() throws Exception {
        try (var jar = build(new ToolSource().with("scopes = {\"a:b\", \"c:d\"}").text(), PLUGIN);
                var in = jar.getResource("OSGI-INF/test.Subject.xml").openInputStream()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("<property name=\"postern.tool.name\" type=\"String\" value=\"a.b\"/>")
                    .contains("<property name=\"postern.tool.risk\" type=\"String\" value=\"LOW\"/>")
                    .contains("<property name=\"postern.tool.timeoutMillis\" type=\"Long\" value=\"30000\"/>")
                    .contains("<property name=\"postern.tool.scopes\" type=\"String\">a:b\nc:d</property>")
                    .contains("<provide interface=\"dev.postern.api.tool.Tool\"/>");
        }
    }

    @Test
    void carriesTheDescriptor() throws Exception {
        try (var jar = build(new ToolSource().text(), PLUGIN)) {
            assertThat(jar.getResource("POSTERN-INF/tools/a.b-1.0.0.json")).isNotNull();
        }
    }

    private static Attrs capability(Jar jar, String namespace) throws Exception {
        try (jar) {
            var header = new Parameters(jar.getManifest().getMainAttributes().getValue("Provide-Capability"));
            return header.entrySet().stream()
                    .filter(entry -> entry.getKey().equals(namespace))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Jar build(String... sources) throws Exception {
        assertThat(Compiling.sources(classes, sources).errors()).isEmpty();
        try (var builder = new Builder()) {
            for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                builder.addClasspath(new File(entry));
            }
            builder.addClasspath(classes.toFile());
            builder.setProperty("Bundle-SymbolicName", "test");
            builder.setProperty("-privatepackage", "test");
            builder.setProperty("-includeresource", "POSTERN-INF=" + classes.resolve("POSTERN-INF"));
            var jar = builder.build();
            assertThat(builder.getErrors()).isEmpty();
            builder.removeClose(jar);
            return jar;
        }
    }
}
