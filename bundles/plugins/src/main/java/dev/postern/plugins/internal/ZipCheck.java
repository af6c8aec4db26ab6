// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import dev.postern.core.plugin.PluginException;

/**
 * Reads a whole archive once, so that a half-written, damaged or exploding one is refused here and not found out later.
 */
final class ZipCheck {
    private static final int MAX_ENTRIES = 20_000;

    private final long maxUnpacked;

    ZipCheck(long maxUnpacked) {
        this.maxUnpacked = maxUnpacked;
    }

    void check(ZipFile zip) throws IOException, PluginException {
        if (zip.size() > MAX_ENTRIES) {
            throw new PluginException("too_large", "a plugin file has at most " + MAX_ENTRIES + " entries", null);
        }
        var names = new HashSet<String>();
        long total = 0;
        byte[] buffer = new byte[65_536];
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
            ZipEntry entry = entries.nextElement();
            if (!names.add(comparable(entry.getName())) || escapes(entry.getName())) {
                throw new PluginException("not_a_bundle",
                        "the entry " + entry.getName() + " stands there twice, or leads outside", null);
            }
            var crc = new CRC32();
            try (InputStream in = zip.getInputStream(entry)) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    crc.update(buffer, 0, read);
                    total += read;
                    if (total > maxUnpacked) {
                        throw new PluginException("too_large", "a plugin unpacks to at most " + maxUnpacked
                                + " bytes (max.unpacked.bytes of " + PluginsConfig.PID + ")", null);
                    }
                }
            }
            if (entry.getCrc() != -1 && entry.getCrc() != crc.getValue()) {
                throw new PluginException("not_a_bundle", "the entry " + entry.getName() + " is damaged", null);
            }
        }
    }

    /** Signatures and manifest are found whatever the case of their names: there is one of each. */
    private static String comparable(String name) {
        String capitals = name.toUpperCase(Locale.ROOT);
        return capitals.startsWith("META-INF/") ? capitals : name;
    }

    private static boolean escapes(String name) {
        return name.startsWith("/") || name.contains("\\") || ("/" + name + "/").contains("/../");
    }
}
