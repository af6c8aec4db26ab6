// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.Risk;
import dev.postern.core.identity.Principal;
import dev.postern.core.memory.Memories;
import dev.postern.core.policy.Policy;
import dev.postern.core.policy.PolicyInput;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;

/** A call that somebody wonders about; what is absent is as it would be for whoever asks. */
public record Case(
        @Description("The tool's name") @Size(min = 1, max = 64) String tool,
        @Description("Its version; the newest that serves, or 1.0.0 when none does") @Size(
                max = 64) Optional<String> version,
        @Description("What it can do at worst; needed for a tool that does not serve") Optional<Risk> risk,
        @Description("The arguments") Optional<JsonObject> input,
        @Description("Where they came from, at worst; a person when absent") Optional<Origin> origin,
        @Description("Who asks; you when absent") @Size(max = 600) Optional<String> principal,
        @Description("The principal's sort") Optional<Principal.Kind> kind,
        @Description("The principal's level of trust") Optional<Principal.Trust> trust,
        @Description("What the principal may do") @Size(max = 50) Optional<List<String>> scopes,
        @Description("The session, whose settings count when there is one of that id") @Size(
                max = 128) Optional<String> session,
        @Description("The session's surface") @Size(max = 128) Optional<String> surface,
        @Description("When; now when absent") Optional<Instant> at) {

    /**
     * All that a decision on it depends on. A read of what a session remembers is judged like a call, but of the session's
     * settings {@code deny} alone counts for it.
     *
     * @param found the session, when there is one within reach
     * @throws WireException when neither the tool nor its risk is known
     */
    PolicyInput input(Principal asker, Optional<Session> found, ToolRegistry tools, Policy.Revision revision,
            Instant now)
            throws WireException {
        var serving = tools.find(tool, version.map(exact -> "[" + exact + "," + exact + "]").orElse(""));
        boolean reads = serving.isEmpty() && Memories.isRead(tool);
        var worst = risk.or(() -> serving.map(known -> known.descriptor().risk()))
                .or(() -> reads ? Optional.of(Risk.LOW) : Optional.empty())
                .orElseThrow(() -> new WireException(ErrorCode.INVALID_PARAMS,
                        "risk: no tool " + tool + " serves, so say what it could do at worst"));
        var settings = found.map(Session::settings).orElse(SessionSettings.DEFAULT);
        var narrowing = reads ? SessionSettings.DEFAULT : settings;
        return new PolicyInput(asker.tenant(), principal.orElse(asker.id()), kind.orElse(asker.kind()),
                scopes.orElseGet(() -> asker.scopes().stream().sorted().toList()), trust.orElse(asker.trust()),
                session.orElse(""), surface.or(() -> found.map(Session::surface)).orElse(Session.DIRECT),
                narrowing.allow(), settings.deny(), narrowing.maxRisk().map(Case::risk),
                narrowing.confirmFrom().map(Case::risk), narrowing.approvalMode(), tool,
                version.or(() -> serving.map(known -> known.descriptor().version())).orElse("1.0.0"),
                serving.map(ToolRegistry.RegisteredTool::bundle), serving.map(ToolRegistry.RegisteredTool::schemas),
                worst,
                serving.map(known -> known.descriptor().scopes()).orElse(List.of()), input.orElse(JsonObject.EMPTY), "",
                origin.orElse(Origin.PERSON), narrowing.dryRun(), at.orElse(now), revision);
    }

    private static Risk risk(String named) {
        return Risk.valueOf(named.toUpperCase(java.util.Locale.ROOT));
    }
}
