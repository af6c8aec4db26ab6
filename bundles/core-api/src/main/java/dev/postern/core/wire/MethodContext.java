// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.wire;

import java.util.Optional;

import dev.postern.core.identity.Principal;
import org.osgi.annotation.versioning.ProviderType;

/** Who asks, and how. */
@ProviderType
public interface MethodContext {

    /** Who asks; every row read or written is in this principal's tenant. */
    Principal principal();

    /** The connection's id. */
    String connection();

    /** The W3C trace context of the request, if it had one. */
    Optional<String> traceparent();

    /**
     * The idempotency key's claim, when the request had one. The gateway has made sure that no other request with the
     * key runs and that no outcome is stored; the method puts {@link IdempotencyClaim#outcome} into the same batch as
     * its effect. An outcome that is not stored by the method is stored by the gateway after it returns.
     */
    Optional<IdempotencyClaim> idempotency();
}
