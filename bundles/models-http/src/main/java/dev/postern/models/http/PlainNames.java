// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Names and ids of one conversation, of the letters that strict wires take: where it began with another model, or a model
 * made one up, they may hold others.
 */
public final class PlainNames {
    private final Map<String, String> ids = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    /** The name, with {@code _} in place of what is no letter, digit, {@code _} or {@code -}; never empty. */
    public static String plain(String name) {
        var plain = name.replaceAll("[^a-zA-Z0-9_-]", "_");
        return plain.isEmpty() ? "_" : plain;
    }

    /** The id, in the same way; two that differ stay two. */
    public String id(String id) {
        return ids.computeIfAbsent(id, one -> {
            var plain = plain(one);
            var free = plain;
            for (int more = 2; !taken.add(free); more++) {
                free = plain + "_" + more;
            }
            return free;
        });
    }
}
