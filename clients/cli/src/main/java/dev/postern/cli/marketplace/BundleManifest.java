// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.zip.ZipException;

import dev.postern.cli.Failure;
import org.apache.felix.utils.manifest.Clause;
import org.apache.felix.utils.manifest.Parser;
import org.apache.felix.utils.resource.ResourceBuilder;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.resource.Resource;

/**
 * What a bundle says of itself.
 *
 * @param headers by name, the case of which means nothing
 * @param resource its requirements and capabilities
 */
record BundleManifest(Map<String, String> headers, Resource resource) {

    /** Reads it, and believes none of it. */
    static BundleManifest read(Path jar) throws Failure, IOException {
        try (var zip = new JarFile(jar.toFile(), false)) {
            return read(zip);
        } catch (ZipException broken) {
            throw new Failure("not_a_plugin", jar + " is no jar file: " + broken.getMessage());
        }
    }

    static BundleManifest read(JarFile zip) throws Failure, IOException {
        var headers = headers(zip);
        if (!"2".equals(headers.get(Constants.BUNDLE_MANIFESTVERSION))
                || headers.get(Constants.BUNDLE_SYMBOLICNAME) == null) {
            throw new Failure("not_a_plugin", zip.getName()
                    + " has no manifest of a bundle; build it with bnd-maven-plugin");
        }
        for (var header : headers.entrySet()) {
            // no XML can hold them, and no terminal should
            if (header.getValue().chars().anyMatch(Character::isISOControl)) {
                throw new Failure("not_a_plugin", header.getKey() + " in the manifest of " + zip.getName()
                        + " has control characters");
            }
        }
        try {
            return new BundleManifest(headers, ResourceBuilder.build("", headers));
        } catch (BundleException | IllegalArgumentException malformed) {
            throw new Failure("not_a_plugin", "the manifest of " + zip.getName() + " cannot be read: "
                    + malformed.getMessage());
        }
    }

    private static Map<String, String> headers(JarFile zip) throws IOException {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        var manifest = zip.getManifest();
        if (manifest != null) {
            manifest.getMainAttributes().forEach((name, value) -> headers.put(name.toString(), value.toString()));
        }
        return headers;
    }

    /** The clauses of a header; none when it is not there. */
    List<Clause> clauses(String name) throws Failure {
        var header = header(name, "");
        try {
            return header.isBlank() ? List.of() : List.of(Parser.parseHeader(header));
        } catch (IllegalArgumentException malformed) {
            throw new Failure("not_a_plugin",
                    name + " in its manifest cannot be read: " + malformed.getMessage());
        }
    }

    String header(String name, String otherwise) {
        return headers.getOrDefault(name, otherwise);
    }
}
