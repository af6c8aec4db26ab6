// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.pipeline;

import dev.postern.core.wire.WireException;
import org.osgi.annotation.versioning.ConsumerType;

/** The second stage: brings a message into the one form. */
@ConsumerType
public interface NormalizeStage {
    /**
     * Normalizes. Pure: the same message, the same form.
     *
     * @param incoming what ingest let in
     * @throws WireException when it cannot be brought into the form
     */
    NormalizedMessage normalize(Incoming incoming) throws WireException;
}
