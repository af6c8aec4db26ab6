// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;

import dev.postern.itests.harness.Gateway;
import org.jspecify.annotations.Nullable;

/** A home whose gateway is ended or killed again and again: what stood up from one end is what the next one hits. */
final class StandingGateway implements AutoCloseable {
    /** What the gateway is started with. */
    interface Settings {
        Gateway.Builder of(Gateway.Builder builder) throws Exception;
    }

    private final Supplier<Path> home;
    private final Settings settings;
    private @Nullable Gateway running;

    /** @param home asked for when the first one starts: a test's folder is made after its fields */
    StandingGateway(Supplier<Path> home, Settings settings) {
        this.home = home;
        this.settings = settings;
    }

    Path home() {
        return home.get();
    }

    /** That which runs, started if none does. */
    Gateway gateway() throws Exception {
        var current = running;
        if (current == null || !current.process().isAlive()) {
            current = settings.of(Gateway.builder(home())).start();
            running = current;
        }
        return current;
    }

    /** Waits for the end of that which ran last, and gives its exit code. */
    int awaitExit() throws Exception {
        return Objects.requireNonNull(running).awaitExit();
    }

    @Override
    public void close() throws Exception {
        if (running != null) {
            running.close();
        }
    }
}
