// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.pipeline;

import java.util.List;
import java.util.function.Function;

import dev.postern.api.surface.Receipt;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.Write;
import dev.postern.core.wire.WireException;
import org.osgi.annotation.versioning.ProviderType;

/** Where parts of the gateway that speak by themselves hand messages in, past no stage and no limit that others meet. */
@ProviderType
public interface Inlet {
    /** What the ids of triggers begin with, as those of peers do with their surface; no adapter has this name. */
    String TRIGGER = "trigger";

    /**
     * A peer, with the trust that the configuration gives it now.
     *
     * @param tenant whose
     * @param surface the first part of its id
     * @param peer the rest
     */
    Principal peer(String tenant, String surface, String peer);

    /**
     * Accepts a message; durable when it returns, and the riders with it.
     *
     * @param incoming what is said
     * @param riders what becomes durable with it, given where it went; not asked for a duplicate
     * @throws WireException when it is not accepted, and nothing of it was kept
     */
    Receipt accept(Incoming incoming, Function<Receipt, List<Write>> riders) throws WireException;
}
