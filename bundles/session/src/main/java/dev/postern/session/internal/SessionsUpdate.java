// SPDX-License-Identifier: Apache-2.0
package dev.postern.session.internal;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Changes a session's settings. */
@Component
@WireMethod(name = "sessions.update", scope = "sessions:write", effect = true,
        description = "Changes a session's settings, if it is still at the revision given")
public final class SessionsUpdate implements Method<SessionsUpdate.Params, SessionView.One> {
    private final SessionCommands commands;

    /** Over the commands. */
    @Activate
    public SessionsUpdate(@Reference SessionCommands commands) {
        this.commands = commands;
    }

    @Override
    public SessionView.One handle(Params params, MethodContext context) throws Exception {
        return commands.update(params.session(), params.revision(), params.settings(), context);
    }

    /** What to change, and what was seen before. */
    public record Params(
            @Description("The session") @Size(max = 128) String session,
            @Description("The revision that the change was made from") @Range(min = 1) long revision,
            @Description("The settings to replace") SettingsPatch settings) {}
}
