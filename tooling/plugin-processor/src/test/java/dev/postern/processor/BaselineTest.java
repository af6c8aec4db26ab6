// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build that knows the release before fails where a tool changed more than its version says. */
class BaselineTest {
    private static final String TOOL = "POSTERN-INF/tools/a.b-1.0.0.json";

    @TempDir
    Path folder;

    private Path released;

    @BeforeEach
    void release() throws Exception {
        var classes = Files.createDirectory(folder.resolve("released"));
        var descriptor = Compiling.sources(classes, new ToolSource().text()).file(TOOL);
        released = folder.resolve("released-1.0.0.jar");
        try (var jar = new JarOutputStream(Files.newOutputStream(released))) {
            jar.putNextEntry(new ZipEntry(TOOL));
            jar.write(descriptor.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    @Test
    void whatTakesLessNeedsAMajorVersion() throws Exception {
        var narrower = new ToolSource().taking("String a, String more");
        assertThat(build(narrower.version("1.1.0"))).singleElement().asString().startsWith("public final class Subject")
                .contains("/inputSchema/properties/more takes less: must be there", "call it 2.0.0",
                        "postern.baseline is " + released);
        assertThat(build(narrower.version("2.0.0"))).isEmpty();
    }

    @Test
    void whatTakesMoreNeedsAMinorVersion() throws Exception {
        var wider = new ToolSource().taking("String a, Optional<String> more");
        assertThat(build(wider)).singleElement().asString().contains("call it 1.1.0");
        assertThat(build(wider.version("1.1.0"))).isEmpty();
    }

    @Test
    void theSameIsTheSame() throws Exception {
        assertThat(build(new ToolSource())).isEmpty();
    }

    @Test
    void aReleaseThatIsNotThereIsNamed() throws Exception {
        Files.delete(released);
        assertThat(build(new ToolSource())).singleElement().asString()
                .contains("postern.baseline names the jar of the release before, and " + released);
    }

    private List<String> build(ToolSource source) throws Exception {
        return Compiling.sources(List.of("-Apostern.baseline=" + released),
                Files.createTempDirectory(folder, "classes"), source.text()).errors();
    }
}
