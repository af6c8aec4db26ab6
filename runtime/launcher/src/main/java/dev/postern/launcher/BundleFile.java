// SPDX-License-Identifier: Apache-2.0
package dev.postern.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A bundle by its manifest.
 *
 * @param name its symbolic name
 * @param version its version
 */
record BundleFile(String name, Version version) {
    /** @throws IOException when it is none */
    static BundleFile read(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            @Nullable
            Manifest manifest = file.getManifest();
            @Nullable
            String name = manifest == null
                    ? null
                    : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (manifest == null || name == null) {
                throw new IOException(jar + " is no bundle: it has no " + Constants.BUNDLE_SYMBOLICNAME);
            }
            return new BundleFile(name.split(";", 2)[0].strip(),
                    Version.parseVersion(manifest.getMainAttributes().getValue(Constants.BUNDLE_VERSION)));
        } catch (IllegalArgumentException malformed) {
            throw new IOException(jar + " is no bundle: " + malformed.getMessage(), malformed);
        }
    }
}
