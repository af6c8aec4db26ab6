// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.trigger.TriggerState;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code triggers.run}. */
@Component(service = Method.class)
@WireMethod(name = "triggers.run", scope = "triggers:run", effect = true,
        description = "Fires a schedule now, as if it were due; its due times stay as they are")
public final class TriggersRun implements Method<TriggersRun.Params, TriggersRun.Result> {
    private final Triggers triggers;

    /** Over the triggers. */
    @Activate
    public TriggersRun(@Reference Triggers triggers) {
        this.triggers = triggers;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws Exception {
        var slot = triggers.find(context.principal().tenant(), params.trigger());
        return result(triggers.fire(slot, context.principal().id(), run -> context.idempotency()
                .map(claim -> List.of(claim.outcome(result(run)))).orElse(List.of())));
    }

    private static Result result(TriggerState.Run run) {
        return new Result(run.outcome(), run.session(), run.turn());
    }

    /** Which. */
    public record Params(@Description("Its id, as triggers.list tells it") @Size(max = 128) String trigger) {}

    /** What came of it. */
    public record Result(
            @Description("fired, or silent when it had nothing to say") TriggerState.Outcome outcome,
            @Description("Where the message went") Optional<String> session,
            @Description("The turn that answers it") Optional<String> turn) {}
}
