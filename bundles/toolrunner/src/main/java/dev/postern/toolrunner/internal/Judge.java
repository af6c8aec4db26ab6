// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.core.policy.PolicyInput;
import dev.postern.core.tool.CallRequest;

/** Gathers all that a decision depends on. */
final class Judge {
    private Judge() {}

    static PolicyInput input(CallRequest request, ServingTool tool, JsonObject redacted, String arguments,
            boolean dryRun, GateParts with) {
        var session = request.session();
        var settings = session.settings();
        var principal = request.principal();
        var descriptor = tool.descriptor();
        return new PolicyInput(
                session.tenant(),
                principal.id(),
                principal.kind(),
                principal.scopes().stream().sorted().toList(),
                principal.trust(),
                session.id(),
                session.surface(),
                settings.allow(),
                settings.deny(),
                settings.maxRisk().map(Judge::risk),
                settings.confirmFrom().map(Judge::risk),
                settings.approvalMode(),
                descriptor.name(),
                descriptor.version(),
                Optional.of(tool.registered().bundle()),
                Optional.of(tool.schemas().digest()),
                descriptor.risk(),
                descriptor.scopes(),
                redacted,
                arguments,
                request.origin(),
                dryRun,
                with.clock().instant(),
                with.policy().revision(session.tenant()));
    }

    private static Risk risk(String named) {
        return Risk.valueOf(named.toUpperCase(Locale.ROOT));
    }
}
