// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A marketplace that an administrator named.
 *
 * @param name of it here; what it calls itself counts for nothing
 * @param folder its address, ending in a slash: {@code https}, {@code http} on this machine, or {@code file}
 * @param key SHA-256 of the public key that signs it, as 64 hexadecimal digits
 * @param priority the highest has the say about a plugin that several have
 * @param vouches whether the keys that it names for its plugins count as pinned
 */
record Source(String name, URI folder, String key, int priority, boolean vouches) {
    /** Those with the say first. */
    static final Comparator<Source> ORDER = Comparator.comparingInt(Source::priority).reversed()
            .thenComparing(Source::name);

    private static final int MAX_SOURCES = 50;
    private static final Pattern FORM = Pattern.compile("(?<name>[a-z0-9][a-z0-9.-]{0,63})=(?<url>\\S{1,1024})"
            + " (?<key>[0-9a-f]{64})(?: priority=(?<priority>[0-9]{1,3}|1000))?(?: vouches=(?<vouches>true|false))?");

    /**
     * As configured, those with the say first.
     *
     * @throws IllegalArgumentException naming the setting, for one that cannot be read
     */
    static List<Source> all(MarketplaceConfig config) {
        var sources = new ArrayList<Source>();
        Set<String> names = new HashSet<>();
        for (String line : config.sources()) {
            var source = of(line, config.plain_http());
            if (!names.add(source.name)) {
                throw new IllegalArgumentException("sources: two are called " + source.name + "; names differ");
            }
            sources.add(source);
        }
        if (sources.size() > MAX_SOURCES) {
            throw new IllegalArgumentException("sources: at most " + MAX_SOURCES + ", and there are " + sources.size());
        }
        sources.sort(ORDER);
        return List.copyOf(sources);
    }

    private static Source of(String line, boolean plainHttp) {
        var parts = FORM.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "sources: each is name=URL and the SHA-256 of a public key as 64 hexadecimal"
                            + " digits, then perhaps priority=0 to 1000 and vouches=true, each after one space; and one is "
                            + line
                            + ". ./postern marketplace add writes them");
        }
        String priority = parts.group("priority");
        return new Source(parts.group("name"), folder(parts.group("url"), plainHttp), parts.group("key"),
                priority == null ? 0 : Integer.parseInt(priority), "true".equals(parts.group("vouches")));
    }

    private static URI folder(String text, boolean plainHttp) {
        try {
            var folder = URI.create(text.endsWith("/") ? text : text + "/");
            Addresses.check(folder, plainHttp);
            return folder;
        } catch (IllegalArgumentException unusable) {
            throw new IllegalArgumentException("sources: " + text + " cannot be used: " + unusable.getMessage(),
                    unusable);
        }
    }
}
