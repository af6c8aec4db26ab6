// SPDX-License-Identifier: Apache-2.0
package dev.postern.exchange.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;

import dev.postern.core.hash.Sha256;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A bundle's file by its manifest: none of its code has run.
 *
 * @param name its symbolic name
 * @param version its version
 * @param sha256 of the file, hex
 * @param file a copy that nobody else writes
 */
record Candidate(String name, Version version, String sha256, Path file) {

    /**
     * Reads it.
     *
     * @throws WireException when it is no bundle
     */
    static Candidate read(Path file) throws IOException, WireException {
        try {
            Attributes headers = headers(file);
            String name = name(headers)
                    .orElseThrow(() -> notABundle("its manifest has no " + Constants.BUNDLE_SYMBOLICNAME));
            return new Candidate(name, Version.parseVersion(headers.getValue(Constants.BUNDLE_VERSION)),
                    Sha256.hex(file), file);
        } catch (ZipException broken) {
            throw notABundle("it is no jar file, or not all of one");
        } catch (IllegalArgumentException malformed) {
            throw notABundle(String.valueOf(malformed.getMessage()));
        }
    }

    /** Whether a file holds the bundle of that name, without reading all of it. */
    static boolean isOf(Path file, String name) throws IOException {
        return name(headers(file)).filter(name::equals).isPresent();
    }

    private static Attributes headers(Path file) throws IOException {
        try (var jar = new JarFile(file.toFile())) {
            @Nullable
            Manifest manifest = jar.getManifest();
            return manifest == null ? new Attributes() : manifest.getMainAttributes();
        }
    }

    private static Optional<String> name(Attributes headers) {
        return Optional.ofNullable(headers.getValue(Constants.BUNDLE_SYMBOLICNAME))
                .map(clause -> clause.split(";", 2)[0].strip());
    }

    /** {@code <symbolic name>/<version>/<sha256>}. */
    String identity() {
        return name + "/" + version + "/" + sha256;
    }

    private static WireException notABundle(String why) {
        return Refusals.of(ErrorCode.INVALID_PARAMS, "not_a_bundle", "the file is no bundle: " + why);
    }
}
