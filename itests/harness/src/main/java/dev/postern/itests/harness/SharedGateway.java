// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests that only talk to a gateway one that is started once for all of them, with the hostile tools in it. */
public final class SharedGateway implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext extension) {
        return parameter.getParameter().getType() == Gateway.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext extension) {
        return extension
                .getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .getOrComputeIfAbsent(Running.class, key -> Running.start(), Running.class)
                .gateway();
    }

    private record Running(Gateway gateway, Path home) implements AutoCloseable {
        static Running start() {
            try {
                var home = Files.createTempDirectory("postern-itests-");
                var gateway = Gateway.start(home);
                Plugins.deploy(gateway, Plugins.HOSTILE_TOOLS);
                return new Running(gateway, home);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws Exception {
            gateway.close();
            Trees.delete(home);
        }
    }
}
