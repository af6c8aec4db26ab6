// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.memory;

import java.util.List;
import java.util.Optional;

import dev.postern.api.tool.ToolException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A session's notes, by key: few, small and short-lived, as configuration says. Changes are in the journal, with what was
 * written. Any thread; each method is one transaction.
 */
@ProviderType
public interface Scratchpad {

    /** What is there now, by key in order. */
    List<MemoryEntry> entries() throws ToolException;

    /** What stands under a key. */
    Optional<MemoryEntry> read(String key) throws ToolException;

    /**
     * Writes, over what was there; durable when it returns. Its time to expire begins anew.
     *
     * @param key {@code [a-z0-9][a-z0-9._-]{0,63}}
     * @param text what to keep
     * @return the pad's revision then
     * @throws ToolException {@code invalid_input} for a bad key, {@code too_large} for a text beyond the limit, {@code full}
     *     when there is no room: the message names the limit and the way out
     */
    long write(String key, String text) throws ToolException;

    /**
     * Deletes; durable when it returns.
     *
     * @return whether there was something
     */
    boolean delete(String key) throws ToolException;
}
