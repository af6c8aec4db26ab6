// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.memory;

import java.time.Instant;

/**
 * What is asked of a memory.
 *
 * @param tenant whose
 * @param session the session that wants to know
 * @param at now: what has expired by then is not there
 * @param maxCharacters how much the texts of all entries may hold, from 0
 */
public record MemoryQuery(String tenant, String session, Instant at, int maxCharacters) {}
