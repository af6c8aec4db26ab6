// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.postern.api.tool.HttpAccess;
import dev.postern.core.access.Grants;

/** HTTP as a plugin of a test may use it. */
final class Https {
    private Https() {}

    /** For a plugin that asks for those hosts by name. */
    static AllowedHttp asking(Network network, List<String> hosts, List<String> privateHosts) {
        return new AllowedHttp(network, rules(hosts, List.of(), privateHosts), false);
    }

    static AllowedHttp asking(List<String> hosts, List<String> privateHosts) {
        return asking(Network.SYSTEM, hosts, privateHosts);
    }

    /** The rules of the plugin {@code test}. */
    static HostRules rules(List<String> asked, List<String> hosts, List<String> privateHosts) {
        return HostGrants.of(hosts.toArray(String[]::new), privateHosts.toArray(String[]::new))
                .rules(new Grants("test", asked, List.of(), List.of(), List.of()));
    }

    static HttpAccess.Request get(String uri) {
        return get(uri, Map.of(), Duration.ofSeconds(60));
    }

    static HttpAccess.Request get(String uri, Map<String, String> headers, Duration timeout) {
        return new HttpAccess.Request("GET", URI.create(uri), headers, new byte[0], timeout, 1 << 20);
    }
}
