// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;

import dev.postern.api.tool.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningPluginTest {
    @TempDir
    Path folder;

    @Test
    void aPluginServesInAFrameworkOfItsOwn() throws Exception {
        try (var running = RunningPlugin.start(Bundles.pack(folder, "probe"))) {
            assertThat(running.awaitHealthy().tools()).containsExactly("probe.do");
            // the bundle's own class, not the test's
            assertThat(running.services(Tool.class)).hasSize(1)
                    .noneMatch(tool -> tool instanceof org.example.probe.Probe);
        }
    }

    @Test
    void saysWhatAComponentWaitsFor() throws Exception {
        try (var running = RunningPlugin.start(Bundles.pack(folder, "broken"))) {
            assertThatThrownBy(running::awaitHealthy).isInstanceOf(AssertionError.class)
                    .hasMessageContainingAll("org.example.broken.Waits", "java.lang.Runnable", "nobody offers");
        }
    }
}
