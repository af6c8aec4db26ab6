// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.surface;

import dev.postern.api.surface.Receipt;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.wire.WireException;

/** Where surfaces hand messages to. */
@FunctionalInterface
public interface Inbound {
    /**
     * Accepts a message; durable when it returns.
     *
     * @throws WireException when it is not accepted, and nothing of it was kept
     */
    Receipt accept(Incoming incoming) throws WireException;
}
