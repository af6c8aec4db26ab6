// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

import dev.postern.api.trigger.Firing;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.UnreadableException;
import dev.postern.core.store.Write;
import dev.postern.core.trigger.TriggerState;
import dev.postern.triggers.internal.Firings.Cause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a trigger up to date: each due time that passed is run or passed over, once. */
final class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    /** Up to here a due time is on time. */
    static final Duration GRACE = Duration.ofMinutes(1);
    /** Whoever has settled times so far ahead had a clock that was wrong. */
    static final Duration FAR_AHEAD = Duration.ofDays(1);
    private static final Duration STORE_AWAY = Duration.ofSeconds(5);

    private final Store store;
    private final Rows rows;
    private final Firings firings;
    private final Predicate<TimedTrigger> off;
    private final Clock clock;

    Settlement(Store store, Rows rows, Firings firings, Predicate<TimedTrigger> off, Clock clock) {
        this.store = store;
        this.rows = rows;
        this.firings = firings;
        this.off = off;
        this.clock = clock;
    }

    /** Settles what is due now, and says when to look again. Whoever calls holds the slot. */
    Instant settle(Slot slot) throws InterruptedException {
        var now = clock.instant();
        try {
            return settled(slot, now);
        } catch (Refused refused) {
            return now.plus(refused.after());
        } catch (StoreException | UnreadableException away) {
            LOG.warn("the trigger {} waits for the store: {}", slot.trigger().id(), away.getMessage());
            return now.plus(STORE_AWAY);
        }
    }

    private Instant settled(Slot slot, Instant now) throws Refused, StoreException, InterruptedException {
        var trigger = slot.trigger();
        var state = state(trigger, now);
        var due = trigger.timetable().due(state.reached(), now, Plan.MOST_MISSED + 1);
        if (!due.none() && off.test(trigger)) {
            state = put(state, state.settled(due.last()));
        } else if (!due.none()) {
            boolean onTime = slot.isTrying(due.last()) || !due.last().plus(GRACE).isBefore(now);
            var plan = Plan.of(due, trigger.missed(), onTime);
            if (plan.runs().isEmpty()) {
                state = put(state, state.after(firings.passed(due.last(), plan.passed()), due.last()));
            }
            for (var run : plan.runs()) {
                state = run(slot, state, new Firing(run.due(), trigger.timetable().zone(), run.missed(), false));
            }
        }
        return trigger.timetable().next(state.reached()).orElse(Instant.MAX);
    }

    private TriggerState run(Slot slot, TriggerState state, Firing firing)
            throws Refused, StoreException, InterruptedException {
        try {
            var next = firings.fire(slot, state, firing, Cause.CLOCK);
            slot.trying(null);
            return next;
        } catch (Refused refused) {
            boolean again = refused.failure().again();
            var next = refused.isPassing() || again && slot.isTold(firing.due())
                    ? state
                    : firings.failed(slot.trigger(), state, firing, Cause.CLOCK, refused.failure());
            if (!again) {
                return next;
            }
            slot.trying(firing.due());
            if (!refused.isPassing()) {
                slot.told(firing.due());
            }
            throw refused;
        }
    }

    /** Where it stands; from now on, for one that was never seen, has another schedule, or settled times to come. */
    TriggerState state(TimedTrigger trigger, Instant now) throws StoreException {
        var schedule = trigger.timetable().text();
        var known = rows.trigger(trigger.tenant(), trigger.id());
        if (known.isEmpty()) {
            var fresh = TriggerState.fresh(trigger.tenant(), trigger.id(), schedule, now);
            store.commit(Batch.of(new Write.PutTrigger(fresh, 0)));
            return fresh;
        }
        var state = known.get();
        boolean ahead = state.reached().isAfter(now.plus(FAR_AHEAD));
        if (ahead) {
            LOG.warn("the trigger {} has settled its times up to {}, and it is {}: it counts from now on", trigger.id(),
                    state.reached(), now);
        }
        return ahead || !state.schedule().equals(schedule) ? put(state, state.with(schedule, now)) : state;
    }

    private TriggerState put(TriggerState before, TriggerState after) throws StoreException {
        store.commit(Batch.of(new Write.PutTrigger(after, before.revision())));
        return after;
    }
}
