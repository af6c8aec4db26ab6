// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.net.InetAddress;
import java.util.List;

import dev.postern.api.tool.ToolException;
import dev.postern.core.access.PublicAddresses;

/**
 * Which hosts one plugin may reach.
 *
 * @param plugin its id
 * @param granted hosts that it may reach
 * @param asksForAny whether it left to an administrator which these are
 * @param privateHosts hosts that may lie on this machine or in a private network
 */
record HostRules(String plugin, List<HostPattern> granted, boolean asksForAny, List<HostPattern> privateHosts) {

    /** Throws unless the host may be asked for, as far as can be told without looking it up. */
    void check(Target target) throws ToolException {
        if (granted.stream().anyMatch(pattern -> pattern.matches(target))) {
            check(target, target.address().stream().toList());
            return;
        }
        throw new ToolException(
                "forbidden",
                asksForAny
                        ? plugin + " may not reach " + target.authority() + ": an administrator names what it may reach"
                                + " under hosts of dev.postern.access, here " + plugin + "=" + target.authority()
                        : plugin + " may not reach " + target.authority()
                                + ": the plugin must ask for it in @PosternPlugin(hosts = …)");
    }

    /** Throws unless all addresses, to one of which the connection will go, may be reached under that name. */
    void check(Target target, List<InetAddress> addresses) throws ToolException {
        if (privateHosts.stream().anyMatch(pattern -> pattern.matches(target))) {
            return;
        }
        for (var address : addresses) {
            if (!PublicAddresses.isOfTheWorld(address)) {
                throw new ToolException(
                        "forbidden",
                        target.host() + " is an address of this machine or a private network; an administrator can"
                                + " allow it under privateHosts of dev.postern.access");
            }
        }
    }
}
