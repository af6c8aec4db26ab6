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

/** Erases what was said and done in a session; that it was stays on record. */
@Component
@WireMethod(name = "sessions.erase", scope = "sessions:erase", effect = true,
        description = "Erases what a session's messages, calls and approvals say; the facts and the audit chain stay")
public final class SessionsErase implements Method<SessionsErase.Params, SessionView.One> {
    private final SessionCommands commands;

    /** Over the commands. */
    @Activate
    public SessionsErase(@Reference SessionCommands commands) {
        this.commands = commands;
    }

    @Override
    public SessionView.One handle(Params params, MethodContext context) throws Exception {
        return commands.erase(params.session(), context);
    }

    /** Which session. */
    public record Params(@Description("The session; nothing in it may be open") @Size(max = 128) String session) {}
}
