package dev.postern.core.wire;

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
}
