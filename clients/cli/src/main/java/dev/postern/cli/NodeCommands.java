// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import dev.postern.api.json.JsonObject;

/** Nodes. */
final class NodeCommands {
    private NodeCommands() {}

    static Command of(String name) throws UsageException {
        if (!name.equals("nodes list")) {
            throw Catalog.unknown(name);
        }
        return new MethodCommand(
                Spec.of(name, "", 0, "List the nodes that are connected, and the tools they offer"),
                "nodes.list",
                in -> JsonObject.EMPTY,
                MethodCommand.table("nodes", "node", "version", "state", "running", "principal", "tools"));
    }
}
