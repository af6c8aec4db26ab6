package dev.postern.core.tool;

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
 * @param tool the tool's name
 * @param version its exact version
 * @param risk what it can do at worst
 * @param toolScopes scopes it demands
 * @param input the canonical arguments
 * @param origin where they came from, at worst
 * @param dryRun whether nothing will run
 * @param at the time
 * @param revision of the rules
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
        String tool,
        String version,
        Risk risk,
        List<String> toolScopes,
        JsonObject input,
        Origin origin,
        boolean dryRun,
        Instant at,
        String revision) {}
