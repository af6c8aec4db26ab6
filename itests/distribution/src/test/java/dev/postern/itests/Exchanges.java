// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.jar.JarFile;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Distribution;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.WireClient;
import dev.postern.json.StrictJson;

/** Other versions of the gateway's own bundles, and how they get in. */
final class Exchanges {
    private Exchanges() {}

    /** A shipped bundle under another version, alike in all else. */
    static HandmadeBundle bundle(String name, String version) throws IOException {
        return HandmadeBundle.of(Objects.requireNonNull(Shipped.FILES.get(name), name), version);
    }

    /** Uploads a file; gives the params of {@code bundles.update}. */
    static JsonObject blob(Gateway gateway, Path file) throws Exception {
        var uploaded = gateway.send(gateway.authorized("/blobs").header("Content-Type", "application/java-archive")
                .POST(BodyPublishers.ofFile(file)).build());
        return JsonObject.of("blob",
                ((JsonObject) new StrictJson().parse(uploaded.body())).text("blob").orElseThrow());
    }

    /** Has the other version take the place of what serves. */
    static JsonObject update(Gateway gateway, WireClient client, String name, String version) throws Exception {
        var file = Files.createTempFile(name, ".jar");
        try {
            return client.call("bundles.update", blob(gateway, bundle(name, version).write(file)));
        } finally {
            Files.delete(file);
        }
    }

    /** What the distribution holds, by symbolic name. */
    private static final class Shipped {
        static final Map<String, Path> FILES = read();

        private static Map<String, Path> read() {
            var found = new TreeMap<String, Path>();
            try (var jars = Files.walk(Distribution.folder().resolve("bundles"))) {
                for (var jar : jars.filter(file -> file.getFileName().toString().startsWith("dev.postern.")).toList()) {
                    try (var file = new JarFile(jar.toFile())) {
                        found.put(file.getManifest().getMainAttributes().getValue("Bundle-SymbolicName").split(";")[0],
                                jar);
                    }
                }
                return found;
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }
}
