// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.wire;

import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/** The way to nodes: connections whose client said that it is one. */
@ProviderType
public interface NodeLinks {

    /**
     * The line to a node.
     *
     * @param connection its id, as {@link MethodContext#connection}
     * @return empty when it is closed, or its client is no node
     */
    Optional<NodeLink> node(String connection);
}
