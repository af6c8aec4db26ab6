// SPDX-License-Identifier: Apache-2.0
package dev.postern.session.internal;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows a session. */
@Component
@WireMethod(name = "sessions.get", scope = "sessions:read", description = "Shows a session")
public final class SessionsGet implements Method<SessionsGet.Params, SessionView.One> {
    private final SessionCommands commands;

    /** Over the commands. */
    @Activate
    public SessionsGet(@Reference SessionCommands commands) {
        this.commands = commands;
    }

    @Override
    public SessionView.One handle(Params params, MethodContext context) throws Exception {
        return new SessionView.One(SessionView.of(commands.find(params.session(), context)));
    }

    /** Which session. */
    public record Params(@Description("The session") @Size(max = 128) String session) {}
}
