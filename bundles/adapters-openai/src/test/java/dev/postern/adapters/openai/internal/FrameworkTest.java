// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;

import dev.postern.api.client.ClientAccess;
import dev.postern.testkit.RunningPlugin;
import org.junit.jupiter.api.Test;

/** The bundle as it is packed, with what the gateway gives it. */
class FrameworkTest {
    @Test
    void comesUpWhereThereAreClients() throws Exception {
        var access = (ClientAccess) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[]{ClientAccess.class}, (_, method, _) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
        try (var running = RunningPlugin.start(OpenDoor.class, new RunningPlugin.Offer<>(ClientAccess.class, access))) {
            running.awaitHealthy();
            assertThat(running.bundle().getRegisteredServices()).isNotEmpty();
        }
    }
}
