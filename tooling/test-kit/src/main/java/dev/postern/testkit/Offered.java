// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

import org.apache.felix.utils.manifest.Parser;
import org.osgi.framework.Constants;

/** The packages that plugins may import, as far as they lie on the test's class path. */
final class Offered {
    private static final List<String> OPEN = List.of("dev.postern.api.", "org.slf4j", "tools.jackson.",
            "com.fasterxml.jackson.annotation", "jakarta.servlet", "org.osgi.service.", "org.osgi.util.");

    /** What the gateway's HTTP says of itself to bundles with servlets; none is served here. */
    static final String CAPABILITIES = "osgi.contract;osgi.contract=JakartaServlet;version:Version=\"6.1.0\","
            + "osgi.implementation;osgi.implementation=\"osgi.http\";version:Version=\"2.0.0\"";

    private Offered() {}

    /** As the framework wants them told. */
    static String packages() throws IOException {
        var versions = new LinkedHashMap<String, String>();
        for (URL manifest : Collections.list(Offered.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            try (var in = manifest.openStream()) {
                var exports = new Manifest(in).getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
                if (exports == null || exports.isBlank()) {
                    continue;
                }
                for (var clause : Parser.parseHeader(exports)) {
                    if (OPEN.stream().anyMatch(clause.getName()::startsWith)) {
                        versions.putIfAbsent(clause.getName(), clause.getAttribute(Constants.VERSION_ATTRIBUTE));
                    }
                }
            }
        }
        return versions.entrySet().stream()
                .map(offered -> offered.getValue() == null
                        ? offered.getKey()
                        : offered.getKey() + ";version=\"" + offered.getValue() + "\"")
                .collect(Collectors.joining(","));
    }
}
