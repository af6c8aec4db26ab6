// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webchat.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.RunningPlugin;
import org.junit.jupiter.api.Test;

/** The bundle as it is packed. */
class FrameworkTest {
    @Test
    void comesUp() throws Exception {
        try (var running = RunningPlugin.start(WebchatServlet.class)) {
            running.awaitHealthy();
            assertThat(running.bundle().getRegisteredServices()).isNotEmpty();
        }
    }
}
