// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.tool.Risk;
import dev.postern.core.identity.Principal;

/**
 * All that a decision depends on; stored with it.
 *
 * @param tenant whose
 * @param principal who asks
 * @param kind the principal's sort
 * @param scopes what it may do
 * @param trust its trust level
 * @param session the session
 * @param surface the session's surface
 * @param allow the session's allow list
 * @param deny the session's deny list
 * @param maxRisk the session's limit
 * @param confirmFrom the risk from which the session wants a person's word
 * @param approvalMode what calls that ask do in the session: {@code ask} or {@code deny}; empty for {@code ask}
 * @param tool the tool's name
 * @param version its exact version
 * @param bundle the bundle that serves it, {@code <symbolic name>/<version>/<sha256>}; empty when none does
 * @param schemas the digest of what it takes and returns, hex; empty when nothing serves
 * @param risk what it can do at worst
 * @param toolScopes scopes it demands
 * @param input the canonical arguments, redacted: rules see no secret either
 * @param arguments the keyed digest of the canonical arguments as they are, hex
 * @param origin where they came from, at worst
 * @param dryRun whether nothing will run
 * @param at the time
 * @param revision what was in force
 */
public record PolicyInput(
        String tenant,
        String principal,
        Principal.Kind kind,
        List<String> scopes,
        Principal.Trust trust,
        String session,
        String surface,
        List<String> allow,
        List<String> deny,
        Optional<Risk> maxRisk,
        Optional<Risk> confirmFrom,
        Optional<String> approvalMode,
        String tool,
        String version,
        Optional<String> bundle,
        Optional<String> schemas,
        Risk risk,
        List<String> toolScopes,
        JsonObject input,
        String arguments,
        Origin origin,
        boolean dryRun,
        Instant at,
        Policy.Revision revision) {}
