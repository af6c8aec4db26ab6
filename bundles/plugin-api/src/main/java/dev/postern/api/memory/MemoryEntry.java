// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.memory;

import java.time.Instant;
import java.util.Optional;

import dev.postern.api.message.Origin;

/**
 * Something that is remembered.
 *
 * @param key names it in its memory
 * @param text what it says
 * @param origin where it came from, at worst: what was made of somebody else's words is somebody else's
 * @param by who or what wrote it: a model as {@code endpoint/model}, a call's id, or the method's name
 * @param at when it was written
 * @param expiresAt when it is not there any more; empty for never
 * @param range what it was made of; empty when it was simply written
 */
public record MemoryEntry(
        String key,
        String text,
        Origin origin,
        String by,
        Instant at,
        Optional<Instant> expiresAt,
        Optional<JournalRange> range) {}
