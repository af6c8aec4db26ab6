// SPDX-License-Identifier: Apache-2.0
package org.example.hello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.tool.Tool;
import dev.postern.testkit.RunningPlugin;
import dev.postern.testkit.ToolContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What ships to be tried works, and keeps what every tool keeps. */
class GreetTest {
    @Test
    void servesInAFramework() throws Exception {
        try (var running = RunningPlugin.start(Greet.class)) {
            assertThat(running.awaitHealthy().tools()).containsExactly("hello.greet");
        }
    }

    @Nested
    class GreetContract extends ToolContract {
        @Override
        protected Tool<?, ?> tool() {
            return new Greet();
        }
    }
}
