// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.memory;

import java.time.Instant;

import dev.postern.api.json.JsonObject;
import dev.postern.api.memory.MemoryKind;

/**
 * One memory of a session, as it is now.
 *
 * @param tenant whose it is
 * @param session the session
 * @param kind what it is for; a session has one of each at most
 * @param revision counts its changes, from 1; 0 while it was only asked about
 * @param updatedAt when it changed last
 * @param content what it says, in its keeper's form; {@link dev.postern.core.store.Erased#OBJECT} once it was erased
 */
public record Memory(String tenant, String session, MemoryKind kind, long revision, Instant updatedAt,
        JsonObject content) {}
