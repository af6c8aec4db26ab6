// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.plugin;

/**
 * Exactly which bytes serve: what records name.
 *
 * @param symbolicName the bundle's symbolic name
 * @param version its version
 * @param sha256 of its file, hex; empty when its location does not tell
 */
public record BundleIdentity(String symbolicName, String version, String sha256) {

    /**
     * Reads the digest from a location of the form {@code core:<name>/<sha256>} or {@code plugin:<name>/<sha256>}, which
     * the launcher and the plugin manager give.
     */
    public static BundleIdentity of(String symbolicName, String version, String location) {
        int slash = location.lastIndexOf('/');
        var tail = location.substring(slash + 1);
        return new BundleIdentity(symbolicName, version, tail.matches("[0-9a-f]{64}") ? tail : "");
    }

    /** {@code <symbolic name>/<version>/<sha256>}. */
    @Override
    public String toString() {
        return symbolicName + "/" + version + "/" + sha256;
    }
}
