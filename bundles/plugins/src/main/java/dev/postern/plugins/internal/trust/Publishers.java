// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.trust;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.postern.plugins.internal.PluginsConfig;
import org.osgi.annotation.bundle.Capability;

/** Whose signatures count: keys that an administrator pinned. No authority vouches for any other. */
@Capability(namespace = "dev.postern.settings", name = PluginsConfig.PID, attribute = "check=${@class}")
public final class Publishers {
    private static final String ID = "[a-z0-9][a-z0-9.-]{0,63}";
    private static final Pattern FORM = Pattern
            .compile("(" + ID + ")=([0-9a-f]{64})((?: (?:" + ID + "\\*?|\\*))*)");

    private final List<Publisher> publishers;

    /**
     * As configured.
     *
     * @throws IllegalArgumentException naming the setting, for one that cannot be read
     */
    public Publishers(PluginsConfig config) {
        publishers = new ArrayList<>();
        for (String each : config.publishers()) {
            var parts = FORM.matcher(each);
            if (!parts.matches()) {
                throw new IllegalArgumentException("publishers: each is name=the SHA-256 of a public key as 64"
                        + " hexadecimal digits, then perhaps ids of plugins or beginnings of ids with a *, each after a"
                        + " space; and one is " + each + ". ./postern plugins publishers add writes them");
            }
            String ids = parts.group(3).strip();
            publishers.add(new Publisher(parts.group(1), parts.group(2),
                    ids.isEmpty() ? List.of() : List.of(ids.split(" "))));
        }
    }

    /** Whose key it is. */
    Optional<Publisher> of(String key) {
        return publishers.stream().filter(each -> each.key().equals(key)).findFirst();
    }

    /** Those to whom a plugin's id is reserved; none when anybody may publish it. */
    List<Publisher> owners(String plugin) {
        return publishers.stream().filter(each -> each.names(plugin)).toList();
    }

    /**
     * A publisher with one of his keys; while one key replaces another he stands there twice.
     *
     * @param name for people and records
     * @param key SHA-256 of the public key, as 64 hexadecimal digits
     * @param ids plugins that he publishes and nobody else, each an id or the beginning of ids with a *; none for any that is
     *     nobody's
     */
    record Publisher(String name, String key, List<String> ids) {
        boolean names(String plugin) {
            return ids.stream().anyMatch(id -> id.endsWith("*")
                    ? plugin.startsWith(id.substring(0, id.length() - 1))
                    : plugin.equals(id));
        }
    }
}
