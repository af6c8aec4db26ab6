// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of nodes. */
@ObjectClassDefinition(name = "Postern nodes",
        description = "Capability hosts in other processes and the tools they offer; a change holds for nodes that register"
                + " after it")
public @interface NodesConfig {
    /** Where its settings lie. */
    String PID = "dev.postern.nodes";

    @AttributeDefinition(description = "Nodes at once, 1 to 1024", min = "1", max = "1024")
    int max_nodes() default 64;

    @AttributeDefinition(description = "Nodes at once with one token, 1 to 1024", min = "1", max = "1024")
    int max_nodes_per_token() default 8;

    @AttributeDefinition(description = "Tools of a node, 1 to 256", min = "1", max = "256")
    int max_tools() default 64;

    @AttributeDefinition(description = "Calls that a node runs at once, 1 to 4096", min = "1", max = "4096")
    int max_calls() default 64;

    @AttributeDefinition(
            description = "How often a node must be heard of, in ms, 100 to 600000; after three times as long it is gone",
            min = "100", max = "600000")
    int heartbeat_ms() default 10_000;

    @AttributeDefinition(
            description = "Names that tools of nodes may have: exact, area.* for all below an area, or * for all")
    String[] names() default {"*"};
}
