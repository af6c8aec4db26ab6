// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import dev.postern.core.identity.Principal;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code triggers.list}. Bounded by how many schedules there may be. */
@Component(service = Method.class)
@WireMethod(name = "triggers.list", scope = "triggers:read",
        description = "Lists what fires by itself: when, when next, and what came of it last")
public final class TriggersList implements Method<TriggersList.Params, TriggersList.Result> {
    private final Triggers triggers;
    private final Clock clock = Clock.systemUTC();

    /** Over the triggers. */
    @Activate
    public TriggersList(@Reference Triggers triggers) {
        this.triggers = triggers;
    }

    @Override
    public Result handle(Params params, MethodContext context) {
        var tenant = context.principal().tenant();
        var now = clock.instant();
        var schedules = triggers.schedules(tenant).values().stream().map(slot -> TriggerView.of(slot,
                !triggers.isOff(slot.trigger()), triggers.state(slot.trigger()), now));
        var others = tenant.equals(Principal.DEFAULT_TENANT)
                ? triggers.others().stream().map(TriggerView::of)
                : Stream.<TriggerView>empty();
        return new Result(Stream.concat(schedules, others).sorted(Comparator.comparing(TriggerView::trigger)
                .thenComparing(TriggerView::kind)).toList());
    }

    /** Nothing. */
    public record Params() {}

    /** By id. */
    public record Result(List<TriggerView> triggers) {}
}
