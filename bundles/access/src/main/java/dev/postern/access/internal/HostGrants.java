// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.postern.core.access.Grants;

/**
 * What an administrator says of hosts.
 *
 * @param byPlugin hosts of plugins that ask for any, by the plugin's id
 * @param privateHosts hosts that may lie on this machine or in a private network
 */
record HostGrants(Map<String, List<HostPattern>> byPlugin, List<HostPattern> privateHosts) {
    private static final Pattern SETTING = Pattern.compile("([a-z0-9][a-z0-9.-]{0,63})=(.+)");

    static HostGrants of(String[] hosts, String[] privateHosts) {
        var byPlugin = new LinkedHashMap<String, List<HostPattern>>();
        for (var setting : hosts) {
            var parts = SETTING.matcher(setting);
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "hosts: each is plugin=host, such as tools-web=example.org, and one is " + setting);
            }
            byPlugin.computeIfAbsent(parts.group(1), _ -> new ArrayList<>())
                    .add(pattern("hosts", parts.group(2), HostPattern.USUAL));
        }
        return new HostGrants(byPlugin, Stream.of(privateHosts).map(HostGrants::named).toList());
    }

    private static HostPattern named(String privateHost) {
        var pattern = pattern("privateHosts", privateHost, HostPattern.ANY);
        if (pattern.isAnyHost()) {
            throw new IllegalArgumentException(
                    "privateHosts: name them, for * would open this machine and its whole network to any name");
        }
        return pattern;
    }

    private static HostPattern pattern(String setting, String text, int unsaid) {
        try {
            return HostPattern.of(text, unsaid);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(setting + ": " + bad.getMessage(), bad);
        }
    }

    /** A plugin reaches the hosts that it names, being installed; where it asks for any, those that are named for it here. */
    HostRules rules(Grants grants) {
        var asked = grants.hosts().stream().flatMap(host -> asked(host).stream()).toList();
        boolean any = asked.stream().anyMatch(HostPattern::isAnyHost);
        var given = any ? byPlugin.getOrDefault(grants.plugin(), List.of()) : List.<HostPattern>of();
        return new HostRules(
                grants.plugin(),
                Stream.concat(asked.stream().filter(pattern -> !pattern.isAnyHost()), given.stream()).toList(),
                any,
                privateHosts);
    }

    /** What a manifest asks for in a form that is none asks for nothing. */
    private static Optional<HostPattern> asked(String host) {
        try {
            return Optional.of(HostPattern.of(host, HostPattern.USUAL));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
