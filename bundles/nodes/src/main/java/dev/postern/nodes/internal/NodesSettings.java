// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.time.Duration;
import java.util.List;

/**
 * What is configured.
 *
 * @param maxNodes at once
 * @param maxNodesPerToken at once with one token
 * @param maxTools of a node
 * @param maxCalls that a node runs at once
 * @param heartbeat how often a node must be heard of
 * @param names patterns of names that tools of nodes may have
 */
record NodesSettings(
        int maxNodes, int maxNodesPerToken, int maxTools, int maxCalls, Duration heartbeat, List<String> names) {
    /** Heartbeats that a node may miss. */
    private static final int MISSED = 3;

    /** Reads them; says which is wrong, and the rule. */
    static NodesSettings of(NodesConfig config) {
        for (var name : config.names()) {
            if (!name.matches("\\*|[a-z0-9_]+(\\.[a-z0-9_]+)*(\\.\\*)?")) {
                throw new IllegalArgumentException("names: is a tool's name, area.* or *, and not " + name);
            }
        }
        return new NodesSettings(
                within("max.nodes", config.max_nodes(), 1, 1_024),
                within("max.nodes.per.token", config.max_nodes_per_token(), 1, 1_024),
                within("max.tools", config.max_tools(), 1, 256),
                within("max.calls", config.max_calls(), 1, 4_096),
                Duration.ofMillis(within("heartbeat.ms", config.heartbeat_ms(), 100, 600_000)),
                List.of(config.names()));
    }

    /** After how long without a sign of life a node is gone. */
    Duration patience() {
        return heartbeat.multipliedBy(MISSED);
    }

    private static int within(String setting, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(setting + ": is " + least + " to " + most + ", and not " + value);
        }
        return value;
    }
}
