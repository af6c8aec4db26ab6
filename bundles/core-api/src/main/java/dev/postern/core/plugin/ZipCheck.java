// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads a whole archive once, so that a half-written, damaged or exploding one is refused here and not found out later.
 */
public final class ZipCheck {
    private static final int MAX_ENTRIES = 20_000;
    /** Manifest and signatures, which everybody reads whole. */
    private static final Pattern HELD_IN_MEMORY = Pattern.compile("META-INF/[^/]+\\.(MF|SF|RSA|DSA|EC)");
    private static final int MAX_HELD = 8 << 20;

    private final long maxUnpacked;
    private final String limit;

    /**
     * With a limit.
     *
     * @param maxUnpacked bytes that all entries together may have
     * @param limit whose that is, for people
     */
    public ZipCheck(long maxUnpacked, String limit) {
        this.maxUnpacked = maxUnpacked;
        this.limit = limit;
    }

    /**
     * Reads it.
     *
     * @throws PluginException code {@code too_large} or {@code not_a_bundle}
     */
    public void check(ZipFile zip) throws IOException, PluginException {
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
            long most = total
                    + (HELD_IN_MEMORY.matcher(comparable(entry.getName())).matches() ? MAX_HELD : maxUnpacked);
            var crc = new CRC32();
            try (InputStream in = zip.getInputStream(entry)) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    crc.update(buffer, 0, read);
                    total += read;
                    if (total > maxUnpacked) {
                        throw new PluginException("too_large",
                                "a plugin unpacks to at most " + maxUnpacked + " bytes (" + limit + ")", null);
                    }
                    if (total > most) {
                        throw new PluginException("too_large",
                                entry.getName() + " has at most " + MAX_HELD + " bytes", null);
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
