// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import dev.postern.api.memory.MemoryEntry;
import dev.postern.api.memory.MemoryKind;
import dev.postern.api.message.Origin;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows what stands on a session's scratchpad. */
@Component(service = Method.class)
@WireMethod(name = "sessions.scratchpad", scope = "sessions:read",
        description = "Shows what stands on a session's scratchpad now")
public final class SessionsScratchpad implements Method<SessionsScratchpad.Params, SessionsScratchpad.Result> {
    private final Rows rows;
    private final LiveSettings settings;
    private final Clock clock = Clock.systemUTC();

    /** Over the rows. */
    @Activate
    public SessionsScratchpad(@Reference Rows rows, @Reference LiveSettings settings) {
        this.rows = rows;
        this.settings = settings;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws Exception {
        var session = SessionReach.find(rows, params.session(), context);
        var pad = Pad.of(rows.memory(session.tenant(), session.id(), MemoryKind.SCRATCHPAD), clock.instant(),
                settings.now().pad().lifetime());
        return new Result(pad.revision(), pad.entries().values().stream().map(Item::of).toList());
    }

    /** Which session. */
    public record Params(@Description("The session") @Size(max = 128) String session) {}

    /** A pad. */
    public record Result(
            @Description("Counts its changes; 0 while nothing was ever written") long revision,
            @Description("What has not expired, by key") List<Item> entries) {}

    /** An entry. */
    public record Item(
            @Description("Its key") String key,
            @Description("What it says") String text,
            @Description("Where it came from, at worst") Origin origin,
            @Description("The call that wrote it") String by,
            @Description("When") Instant at,
            @Description("When it is not there any more") Instant expiresAt) {

        static Item of(MemoryEntry entry) {
            return new Item(entry.key(), entry.text(), entry.origin(), entry.by(), entry.at(),
                    entry.expiresAt().orElseThrow());
        }
    }
}
