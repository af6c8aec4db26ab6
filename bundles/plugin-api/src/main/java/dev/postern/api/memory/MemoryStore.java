// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.memory;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Keeps a memory, and tells what it says: a service. Whether a turn may read it at all is the policy's to say, as of a call of
 * the tool {@code memory.<kind>}; a store need not ask. What a turn reads is on record with its revision.
 */
@ConsumerType
public interface MemoryStore {

    /** What it is for. */
    MemoryKind kind();

    /**
     * Tells what it says to a session. Called on a virtual thread, for several sessions at once; may block.
     *
     * @param query whose, and how much
     * @return what fits; of another tenant or session nothing ever
     * @throws Exception when it cannot be read now; the turn goes on without it, which is on record
     */
    Recollection read(MemoryQuery query) throws Exception;
}
