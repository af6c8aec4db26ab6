// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.core.health.HealthPart;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;

/** Turns that were open at the start wait for the plugins, and never for ever. */
final class PluginsSettledTest {
    @Test
    void isReachedOnceThePluginsAreUp(@TempDir Path folder) throws Exception {
        var asked = new AtomicInteger();
        reached(folder,
                () -> asked.incrementAndGet() < 3 ? HealthPart.Health.down("on their way") : HealthPart.Health.UP);
        assertThat(asked).hasValue(3);
    }

    @Test
    void isReachedThoughOneCannotSayHowItIs(@TempDir Path folder) throws Exception {
        var asked = new AtomicInteger();
        reached(folder, () -> {
            if (asked.incrementAndGet() < 3) {
                throw new ArrayIndexOutOfBoundsException("a component changed while it was looked at");
            }
            return HealthPart.Health.UP;
        });
        assertThat(asked).hasValue(3);
    }

    private interface Says {
        HealthPart.Health health();
    }

    private static void reached(Path folder, Says says) throws Exception {
        var framework = new FrameworkFactory()
                .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString()));
        framework.start();
        try (var settled = new PluginsSettled(framework.getBundleContext())) {
            framework.getBundleContext().registerService(HealthPart.class, new HealthPart() {
                @Override
                public String name() {
                    return "plugins";
                }

                @Override
                public Health health() {
                    return says.health();
                }
            }, null);
            settled.begin(CompletableFuture.completedFuture(null));
            settled.reached().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } finally {
            framework.stop();
            framework.waitForStop(0);
        }
    }
}
