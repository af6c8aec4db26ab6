// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.time.Instant;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.trigger.MissedRuns;
import dev.postern.core.pipeline.Inlet;
import dev.postern.core.trigger.TriggerState;

/** A trigger as clients see it. */
public record TriggerView(
        @Description("Its id: plugin/name, or the name of a configured one") String trigger,
        @Description("What makes it fire: the clock, a signed request, or what a message says") KnownTrigger.Kind kind,
        @Description("Its plugin; absent for a configured one") Optional<String> plugin,
        @Description("Whether it fires by itself") boolean on,
        @Description("Why it does not fire; absent when it does, or is off") Optional<String> problem,
        @Description("The cron expression, or the pattern; absent for a webhook") Optional<String> when,
        @Description("The time zone of a schedule") Optional<String> zone,
        @Description("What becomes of a schedule's missed times") Optional<MissedRuns> missed,
        @Description("The session that it speaks in; absent for its own") Optional<String> session,
        @Description("Who it speaks as, which is what the policy and peers go by") Optional<String> principal,
        @Description("When it is due next") Optional<Instant> next,
        @Description("How many messages it sent") Optional<Long> fired,
        @Description("How many due times had no run of their own") Optional<Long> skipped,
        @Description("Its last run") Optional<RunView> last) {

    static TriggerView of(Slot slot, boolean on, Optional<TriggerState> state, Instant now) {
        var trigger = slot.trigger();
        var reached = state.map(TriggerState::reached).filter(now::isBefore).orElse(now);
        return new TriggerView(trigger.id(), KnownTrigger.Kind.SCHEDULE, trigger.plugin(), on, Optional.empty(),
                Optional.of(trigger.timetable().cron().text()), Optional.of(trigger.timetable().zone().getId()),
                Optional.of(trigger.missed()), trigger.session(), Optional.of(Inlet.TRIGGER + "/" + trigger.id()),
                on ? trigger.timetable().next(reached) : Optional.empty(), state.map(TriggerState::fired),
                state.map(TriggerState::skipped), state.flatMap(known -> known.recent().stream().findFirst())
                        .map(RunView::of));
    }

    static TriggerView of(KnownTrigger known) {
        return new TriggerView(known.id(), known.kind(), Optional.of(known.plugin()), known.problem().isEmpty(),
                known.problem(), known.on(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A run as clients see it. */
    public record RunView(
            @Description("The due time; when it was fired, for one by hand") Instant due,
            @Description("When it was run") Instant at,
            @Description("How it ended: as a message, with nothing to say, passed over, or without a message") TriggerState.Outcome outcome,
            @Description("How many due times before it had no run of their own; of what was passed over, how many") int missed,
            @Description("Whether somebody fired it by hand") boolean byHand,
            @Description("Where the message went") Optional<String> session,
            @Description("The turn that answers it") Optional<String> turn,
            @Description("Why there is no message, for programs") Optional<String> code,
            @Description("Why there is no message, for people") Optional<String> reason) {

        static RunView of(TriggerState.Run run) {
            return new RunView(run.due(), run.at(), run.outcome(), run.missed(), run.byHand(), run.session(),
                    run.turn(), run.code(), run.reason());
        }
    }
}
