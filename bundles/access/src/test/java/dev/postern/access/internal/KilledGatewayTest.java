// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static dev.postern.access.internal.Programming.await;
import static dev.postern.access.internal.Programming.script;
import static dev.postern.access.internal.Programming.sleepers;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is killed takes its programs with it where that can be, and the next one finds the rest. */
class KilledGatewayTest {
    @TempDir
    Path home;

    /** A gateway, as far as programs are concerned. */
    public static final class Gateway {
        private Gateway() {}

        public static void main(String[] arguments) throws Exception {
            Programming.of(Boolean.parseBoolean(arguments[0]), Path.of(arguments[1]))
                    .shell("sleep %1$s & (setsid sleep %1$s &); sleep %1$s; true".formatted(arguments[2]));
        }
    }

    @Test
    void inTheSandboxAllIsGone() throws Exception {
        Programming.sandboxed(home);
        long seconds = Programming.seconds();
        killed(true, seconds);
        await(() -> sleepers(seconds) == 0);
    }

    @Test
    void withoutTheNextGatewayEndsWhatIsLeft() throws Exception {
        long seconds = Programming.seconds();
        killed(false, seconds);
        Mark.killLeftovers(home.toRealPath().resolve("of another"));
        assertThat(sleepers(seconds)).isEqualTo(3);
        Mark.killLeftovers(home.toRealPath());
        await(() -> sleepers(seconds) == 0);
    }

    @Test
    void aGatewayLeavesItsOwnProgramsAlone() throws Exception {
        long seconds = Programming.seconds();
        var running = Programming.start(Programming.unconfined(home).processes("sh"), script("sleep " + seconds));
        await(() -> sleepers(seconds) == 1);
        Mark.killLeftovers(home.toRealPath());
        assertThat(sleepers(seconds)).isEqualTo(1);
        running.thread().interrupt();
        await(() -> sleepers(seconds) == 0);
    }

    private void killed(boolean sandboxed, long seconds) throws Exception {
        var gateway = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp",
                System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1", Gateway.class.getName(),
                Boolean.toString(sandboxed), home.toString(), Long.toString(seconds))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("gateway.log").toFile())
                .start();
        await(() -> sleepers(seconds) == 3);
        gateway.destroyForcibly();
        assertThat(gateway.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
}
