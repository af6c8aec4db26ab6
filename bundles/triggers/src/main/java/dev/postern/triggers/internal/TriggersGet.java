// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.time.Clock;
import java.util.List;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.trigger.TriggerState;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code triggers.get}. */
@Component(service = Method.class)
@WireMethod(name = "triggers.get", scope = "triggers:read", description = "Shows a schedule with its last runs")
public final class TriggersGet implements Method<TriggersGet.Params, TriggersGet.Result> {
    private final Triggers triggers;
    private final Clock clock = Clock.systemUTC();

    /** Over the triggers. */
    @Activate
    public TriggersGet(@Reference Triggers triggers) {
        this.triggers = triggers;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        var slot = triggers.find(context.principal().tenant(), params.trigger());
        var state = triggers.state(slot.trigger());
        return new Result(TriggerView.of(slot, !triggers.isOff(slot.trigger()), state, clock.instant()),
                state.map(TriggerState::recent).orElse(List.of()).stream().map(TriggerView.RunView::of).toList());
    }

    /** Which. */
    public record Params(@Description("Its id, as triggers.list tells it") @Size(max = 128) String trigger) {}

    /** What there is to know. */
    public record Result(
            TriggerView trigger,
            @Description("Its last runs, the newest first, at most 20") List<TriggerView.RunView> runs) {}
}
