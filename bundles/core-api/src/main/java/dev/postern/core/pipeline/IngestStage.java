// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.pipeline;

import dev.postern.core.wire.WireException;
import org.osgi.annotation.versioning.ConsumerType;

/** The first stage: refuses what is too big or malformed before anything is kept of it. */
@ConsumerType
public interface IngestStage {
    /**
     * Lets a message in, or does not.
     *
     * @param incoming as it came
     * @throws WireException {@code invalid_params} with the bound that it breaks
     */
    void admit(Incoming incoming) throws WireException;
}
