// SPDX-License-Identifier: Apache-2.0
package dev.postern.session.internal;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.session.Session.ExecutionState;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lets a session run its turns again. */
@Component
@WireMethod(name = "sessions.resume", scope = "sessions:write", effect = true,
        description = "Lets a session run its turns again")
public final class SessionsResume implements Method<SessionsResume.Params, SessionView.One> {
    private final SessionCommands commands;

    /** Over the commands. */
    @Activate
    public SessionsResume(@Reference SessionCommands commands) {
        this.commands = commands;
    }

    @Override
    public SessionView.One handle(Params params, MethodContext context) throws Exception {
        return commands.turnTo(ExecutionState.ACTIVE, params.session(), params.reason(), context);
    }

    /** Which session, and why. */
    public record Params(
            @Description("The session") @Size(max = 128) String session,
            @Description("Why, for the record") @Size(max = 1_000) Optional<String> reason) {}
}
