// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.tool.Risk;
import dev.postern.core.identity.Principal;
import dev.postern.core.policy.Policy;
import dev.postern.core.policy.PolicyInput;

/** Calls that are judged, put together mark by mark. */
final class Inputs {
    static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    String principal = "tok_1";
    Principal.Trust trust = Principal.Trust.TRUSTED;
    List<String> scopes = List.of();
    String session = "s_1";
    List<String> allow = List.of();
    List<String> deny = List.of();
    Optional<Risk> maxRisk = Optional.empty();
    Optional<Risk> confirmFrom = Optional.empty();
    Optional<String> approvalMode = Optional.empty();
    String tool = "files.write";
    String version = "1.2.0";
    Optional<String> bundle = Optional.of("b/1/abc");
    Optional<String> schemas = Optional.of("x1");
    Risk risk = Risk.MEDIUM;
    List<String> toolScopes = List.of();
    JsonObject input = JsonObject.of("path", "workspace/a.txt");
    String arguments = "d1";
    Origin origin = Origin.PERSON;
    Instant at = AT;
    Policy.Revision revision = new Policy.Revision(0, 0);

    PolicyInput build() {
        return new PolicyInput("default", principal, Principal.Kind.CLIENT, scopes, trust, session, "gateway", allow,
                deny,
                maxRisk, confirmFrom, approvalMode, tool, version, bundle, schemas, risk, toolScopes, input, arguments,
                origin, false,
                at,
                revision);
    }
}
