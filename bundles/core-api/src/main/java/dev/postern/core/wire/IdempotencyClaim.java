// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.wire;

import java.util.Optional;

import dev.postern.core.store.Write;
import org.osgi.annotation.versioning.ProviderType;

/** A request's right to store the outcome for its idempotency key. */
@ProviderType
public interface IdempotencyClaim {

    /**
     * The write that stores the outcome with the effect.
     *
     * @param result what the method is about to return
     */
    Write outcome(Record result);

    /**
     * Stands for the key in its scope, the same for each repeat also after a crash, 32 hexadecimal digits: what is begun
     * under it can be found before its outcome is stored. Empty when there is none.
     */
    default Optional<String> id() {
        return Optional.empty();
    }
}
