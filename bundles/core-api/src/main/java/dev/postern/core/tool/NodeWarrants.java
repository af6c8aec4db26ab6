// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.tool;

import java.util.Optional;

import dev.postern.core.access.Grants;
import org.osgi.annotation.versioning.ConsumerType;

/** Says which nodes are processes that the gateway itself started for a plugin, so that their tools are the plugin's. */
@ConsumerType
public interface NodeWarrants {

    /**
     * What a node stands for.
     *
     * @param principal the id of its token
     * @param node its name
     * @return empty for a node that is its own
     */
    Optional<Warrant> of(String principal, String node);

    /**
     * A plugin whose tools a node runs.
     *
     * @param owner its symbolic name: whose the names of the tools are
     * @param bundle {@code <symbolic name>/<version>/<sha256>}, what records have
     * @param bundleId the framework's id of the bundle, which is installed here and does not run
     * @param grants what the plugin may reach
     */
    record Warrant(String owner, String bundle, long bundleId, Grants grants) {}
}
