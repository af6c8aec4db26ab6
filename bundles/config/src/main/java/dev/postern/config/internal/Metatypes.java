// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the metatype of installed bundles from their {@code OSGI-INF/metatype/*.xml}: the Metatype Service tells neither
 * lowest nor highest values, and nothing of bundles that are not started. What a bundle of the gateway describes no plugin
 * describes otherwise, and what begins as its settings do no plugin describes at all; of plugins, the newest.
 */
final class Metatypes {
    private static final Logger LOG = LoggerFactory.getLogger(Metatypes.class);
    private static final String FOLDER = "OSGI-INF/metatype";
    /** The gateway's, and of what it runs on: not all of that describes its settings in a file. */
    private static final List<String> OURS = List.of("dev.postern.", "org.apache.felix.");
    /** Where the plugin manager installs. */
    private static final String PLUGIN = "plugin:";

    private final Map<String, Description> byPid = new HashMap<>();

    Metatypes(Bundle... bundles) {
        for (boolean plugins : new boolean[]{true, false}) {
            for (var bundle : bundles) {
                try {
                    if (isPlugin(bundle) == plugins) {
                        read(bundle);
                    }
                } catch (IllegalStateException gone) {
                    LOG.debug("{} went while its settings were read", bundle, gone);
                }
            }
        }
    }

    static boolean isPlugin(Bundle bundle) {
        return bundle.getLocation().startsWith(PLUGIN);
    }

    /** Whether it describes any settings. */
    static boolean has(Bundle bundle) {
        return bundle.getEntryPaths(FOLDER) != null;
    }

    private void read(Bundle bundle) {
        Enumeration<String> paths = bundle.getEntryPaths(FOLDER);
        for (var path : paths == null ? List.<String>of() : Collections.list(paths)) {
            if (path.endsWith(".xml")) {
                read(bundle, path);
            }
        }
    }

    Optional<Description> of(String pid) {
        return Optional.ofNullable(byPid.get(pid));
    }

    private void read(Bundle bundle, String path) {
        try (InputStream in = bundle.getEntry(path).openStream()) {
            for (var settings : MetatypeFile.read(in)) {
                if (!isPlugin(bundle) || OURS.stream().noneMatch(settings.pid()::startsWith)) {
                    byPid.put(settings.pid(), settings.description());
                }
            }
        } catch (IOException e) {
            LOG.warn("{} of {} describes nothing: {}", path, bundle.getSymbolicName(), e.getMessage());
        }
    }
}
