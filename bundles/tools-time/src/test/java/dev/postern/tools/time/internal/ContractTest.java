// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.time.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.tool.Tool;
import dev.postern.testkit.RunningPlugin;
import dev.postern.testkit.ToolContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What holds for every tool holds for these. */
class ContractTest {
    @Test
    void serveInAFramework() throws Exception {
        try (var running = RunningPlugin.start(TimeNow.class)) {
            assertThat(running.awaitHealthy().tools()).containsExactly("time.add", "time.convert", "time.now");
        }
    }

    @Nested
    class TimeNowContract extends ToolContract {
        @Override
        protected Tool<?, ?> tool() {
            return new TimeNow();
        }
    }

    @Nested
    class TimeAddContract extends ToolContract {
        @Override
        protected Tool<?, ?> tool() {
            return new TimeAdd();
        }
    }

    @Nested
    class TimeConvertContract extends ToolContract {
        @Override
        protected Tool<?, ?> tool() {
            return new TimeConvert();
        }
    }
}
