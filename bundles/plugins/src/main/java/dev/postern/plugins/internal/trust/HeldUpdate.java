// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.trust;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.core.marketplace.Marketplaces.Warrant;
import dev.postern.core.plugin.BundleIdentity;

/**
 * An update that waits for an operator's word, since it asks for more than what is installed.
 *
 * @param plugin the plugin's id
 * @param version the update's version
 * @param symbolicName its bundle's symbolic name
 * @param sha256 of its file, hex
 * @param source how it came
 * @param file its name in the deploy folder, empty when it did not come from there
 * @param from the path below the import folder or the blob that its file was
 * @param principal who asked for it
 * @param signer the publisher who signed it
 * @param more what it newly asks for
 * @param installed the version that serves meanwhile
 * @param against the SHA-256 of that version's file: the word holds for just this step
 * @param at since when it waits
 * @param keep present when that version is to serve on beside it
 * @param warrant what its marketplace says of it
 */
public record HeldUpdate(
        String plugin,
        String version,
        String symbolicName,
        String sha256,
        String source,
        String file,
        Optional<String> from,
        String principal,
        Optional<String> signer,
        List<String> more,
        String installed,
        String against,
        Instant at,
        Optional<Boolean> keep,
        Optional<Warrant> warrant) {
    /** {@code <symbolic name>/<version>/<sha256>}. */
    public String bundle() {
        return new BundleIdentity(symbolicName, version, sha256).toString();
    }

    /** What became of one. */
    public enum Decision {
        APPROVED,
        DENIED,
        /** A newer file came, or what it would have replaced is gone. */
        SUPERSEDED
    }
}
