// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.access;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a plugin asked for and was given, from its {@code dev.postern.plugin} capability.
 *
 * @param plugin the plugin's id
 * @param hosts hosts it may reach, exact or {@code *.domain}
 * @param files {@code root:read} or {@code root:write}; {@code *} for every root
 * @param programs programs it may start
 * @param secrets secrets it may read
 */
public record Grants(
        String plugin, List<String> hosts, List<String> files, List<String> programs, List<String> secrets) {

    /** Copies the lists. */
    public Grants {
        hosts = List.copyOf(hosts);
        files = List.copyOf(files);
        programs = List.copyOf(programs);
        secrets = List.copyOf(secrets);
    }

    /** Nothing at all. */
    public static Grants none(String plugin) {
        return new Grants(plugin, List.of(), List.of(), List.of(), List.of());
    }

    /** Reads the attributes of a {@code dev.postern.plugin} capability. */
    public static Grants of(Map<String, Object> attributes) {
        return new Grants(
                String.valueOf(attributes.get("dev.postern.plugin")),
                list(attributes.get("hosts")),
                list(attributes.get("files")),
                list(attributes.get("programs")),
                list(attributes.get("secrets")));
    }

    /** Manifests know no empty list: one with nothing in it comes as one empty text. */
    private static List<String> list(@Nullable Object value) {
        var texts = value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : value == null ? List.<String>of() : Arrays.asList(value.toString().split(","));
        return texts.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
    }
}
