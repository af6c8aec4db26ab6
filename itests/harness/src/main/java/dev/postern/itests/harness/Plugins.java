// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import dev.postern.api.json.JsonObject;

/** Plugin bundles for tests, and the ways to get them in. */
public final class Plugins {
    /** Tools that misbehave. */
    public static final Path HOSTILE_TOOLS = Distribution.root()
            .resolve("itests/hostile-tools/target/dev.postern.itests-hostile-tools-0.1.0.jar");

    private Plugins() {}

    /** Drops the bundle into {@code deploy/} as one step, and waits until it serves. */
    public static void deploy(Gateway gateway, Path bundle) throws Exception {
        drop(gateway, bundle, bundle.getFileName().toString());
        try (var client = gateway.connect()) {
            Await.until(bundle.getFileName() + " serves", () -> list(client).contains("\"state\":\"active\"")
                    && list(client).contains(idOf(bundle)));
        }
    }

    /** Drops the bundle into {@code deploy/} under a name, as one step. */
    public static void drop(Gateway gateway, Path bundle, String name) throws Exception {
        var staged = Files.copy(bundle, gateway.home().resolve(name + ".part"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(staged, gateway.home().resolve("deploy").resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** What {@code plugins.list} says, as text. */
    public static String list(WireClient client) throws Exception {
        return client.call("plugins.list", JsonObject.EMPTY).toString();
    }

    private static String idOf(Path bundle) {
        return bundle.equals(HOSTILE_TOOLS) ? "\"hostile-tools\"" : "\"hello\"";
    }
}
