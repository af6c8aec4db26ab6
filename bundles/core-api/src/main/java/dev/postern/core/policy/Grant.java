// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.policy;

import java.time.Instant;
import java.util.Optional;

/**
 * A standing grant: what a person has seen once and lets through for a while without being asked again.
 *
 * @param id {@code g_…}
 * @param session the session it holds in
 * @param principal whose calls
 * @param tool the tool's name
 * @param version the exact version that was seen
 * @param bundle the symbolic name of the bundle that served it; a grant without one covers nothing
 * @param schemas the digest of what the tool took and returned, hex; a grant without one covers nothing
 * @param arguments the keyed digest of the arguments, hex; empty for any arguments
 * @param approval the approval it was given with; empty when it was given by itself
 * @param by who gave it
 * @param at when
 * @param expiresAt when it ends by itself
 */
public record Grant(
        String id,
        String session,
        String principal,
        String tool,
        String version,
        Optional<String> bundle,
        Optional<String> schemas,
        Optional<String> arguments,
        Optional<String> approval,
        String by,
        Instant at,
        Instant expiresAt) {}
