// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static dev.postern.access.internal.Programming.await;
import static dev.postern.access.internal.Programming.script;
import static dev.postern.access.internal.Programming.sleepers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever is let go of ends with all that he started, each time: it is a race with what starts just then. */
class ReleaseTest {
    private static final int RUNS = 30;

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsLeftWhateverItDoesAgainstThat(boolean sandboxed) throws Exception {
        var programming = Programming.of(sandboxed, home);
        long seconds = Programming.seconds();
        for (int run = 0; run < RUNS; run++) {
            var running = Programming.start(programming.processes("sh"),
                    script("trap '' TERM; sleep %1$d & (setsid sleep %1$d &); sleep %1$d".formatted(seconds)));
            await(() -> sleepers(seconds) == 3);
            running.thread().interrupt();
            assertThat(catchThrowable(() -> running.ended().get(60, TimeUnit.SECONDS)))
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(sleepers(seconds)).isZero();
        }
    }
}
