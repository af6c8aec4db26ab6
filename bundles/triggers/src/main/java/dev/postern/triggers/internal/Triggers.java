// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import dev.postern.api.trigger.Firing;
import dev.postern.api.trigger.MessageTrigger;
import dev.postern.api.trigger.MissedRuns;
import dev.postern.api.trigger.Schedule;
import dev.postern.api.trigger.ScheduleTrigger;
import dev.postern.api.trigger.WebhookTrigger;
import dev.postern.core.identity.Principal;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.pipeline.Inlet;
import dev.postern.core.session.Sessions;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.trigger.TriggerState;
import dev.postern.core.wire.WireException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All triggers: those by the clock it fires, the others it knows of. */
@Component(service = Triggers.class, immediate = true, configurationPid = TriggersConfig.PID)
@Designate(ocd = TriggersConfig.class)
public final class Triggers {
    private static final Logger LOG = LoggerFactory.getLogger(Triggers.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Schedules schedules;
    private final Settlement settlement;
    private final Firings firings;
    private final Clockwork clockwork;
    private final Rows rows;
    private final Clock clock;
    private final Map<ServiceReference<?>, KnownTrigger> known = new ConcurrentHashMap<>();
    private volatile Off off;

    /** Made by Declarative Services. */
    @Activate
    public Triggers(@Reference Store store, @Reference Rows rows, @Reference Inlet inlet,
            @Reference Sessions sessions, @Reference Metrics metrics, TriggersConfig config) {
        this.rows = rows;
        this.clock = Clock.systemUTC();
        off = Off.of(config);
        firings = new Firings(store, inlet, sessions, new Speaking(LIMIT), metrics, clock);
        settlement = new Settlement(store, rows, firings, this::isOff, clock);
        schedules = new Schedules(this::wake);
        clockwork = new Clockwork(schedules, settlement, clock);
        clockwork.start();
    }

    @Modified
    void modified(TriggersConfig config) {
        off = Off.of(config);
    }

    @Deactivate
    void stop() {
        clockwork.close();
    }

    private void wake() {
        clockwork.wake();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addConfigured(ConfiguredSchedule schedule) {
        if (schedules.find(schedule.trigger().tenant(), schedule.trigger().id()).isPresent()) {
            LOG.warn("there are two schedules {}; the newer one fires", schedule.trigger().id());
        }
        schedules.add(schedule, schedule.trigger());
    }

    void removeConfigured(ConfiguredSchedule schedule) {
        schedules.remove(schedule);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addSchedule(ServiceReference<ScheduleTrigger> reference, ScheduleTrigger says) {
        var trigger = KnownTrigger.schedule(reference);
        try {
            var timed = timed(reference, trigger, says);
            if (!schedules.add(reference, timed)) {
                trigger = trigger.with("there are " + Schedules.MOST + " schedules, and it is one too many");
            }
        } catch (IllegalArgumentException wrong) {
            LOG.error("the trigger {} does not fire: {}", trigger.id(), wrong.getMessage());
            trigger = trigger.with(String.valueOf(wrong.getMessage()));
        }
        known.put(reference, trigger);
    }

    private static TimedTrigger timed(ServiceReference<?> reference, KnownTrigger trigger, ScheduleTrigger says) {
        TimedTrigger.name(trigger.name());
        var missed = KnownTrigger.text(reference, Schedule.MISSED, MissedRuns.SKIP.name());
        return new TimedTrigger(Principal.DEFAULT_TENANT, trigger.id(), Optional.of(trigger.plugin()),
                Timetable.of(KnownTrigger.text(reference, Schedule.CRON, ""),
                        KnownTrigger.text(reference, Schedule.ZONE, "UTC")),
                MissedRuns.valueOf(missed), Optional.empty(), says);
    }

    void removeSchedule(ServiceReference<ScheduleTrigger> reference) {
        known.remove(reference);
        schedules.remove(reference);
    }

    @Reference(service = WebhookTrigger.class, cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addWebhook(ServiceReference<WebhookTrigger> reference) {
        known.put(reference, KnownTrigger.webhook(reference));
    }

    void removeWebhook(ServiceReference<WebhookTrigger> reference) {
        known.remove(reference);
    }

    @Reference(service = MessageTrigger.class, cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addMessage(ServiceReference<MessageTrigger> reference) {
        var trigger = KnownTrigger.message(reference);
        try {
            var _ = Pattern.compile(trigger.on().orElse(""));
        } catch (PatternSyntaxException none) {
            trigger = trigger.with("regex: " + none.getDescription());
        }
        known.put(reference, trigger);
    }

    void removeMessage(ServiceReference<MessageTrigger> reference) {
        known.remove(reference);
    }

    boolean isOff(TimedTrigger trigger) {
        return off.holds(trigger.id());
    }

    Map<String, Slot> schedules(String tenant) {
        return schedules.of(tenant);
    }

    /** Those of plugins that are not by the clock, or do not fire. */
    List<KnownTrigger> others() {
        return known.values().stream()
                .filter(each -> each.kind() != KnownTrigger.Kind.SCHEDULE || each.problem().isPresent()).toList();
    }

    Slot find(String tenant, String id) throws WireException {
        return schedules.find(tenant, id).orElseThrow(() -> WireException.notFound("schedule", id));
    }

    Optional<TriggerState> state(TimedTrigger trigger) {
        return rows.trigger(trigger.tenant(), trigger.id());
    }

    /** Fires a schedule now, whether it is off or not; none of its due times is settled by that. */
    TriggerState.Run fire(Slot slot, String by, Function<TriggerState.Run, List<Write>> riders)
            throws WireException, InterruptedException {
        try (var _ = slot.hold()) {
            return fireHeld(slot, new Firings.Cause(Optional.of(by), riders));
        } catch (StoreException refused) {
            throw WireException.of(refused);
        } finally {
            wake();
        }
    }

    private TriggerState.Run fireHeld(Slot slot, Firings.Cause cause)
            throws StoreException, WireException, InterruptedException {
        var trigger = slot.trigger();
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var state = settlement.state(trigger, now);
        var firing = new Firing(now, trigger.timetable().zone(), 0, true);
        try {
            return firings.fire(slot, state, firing, cause).recent().getFirst();
        } catch (Refused refused) {
            var failure = refused.failure();
            var _ = firings.failed(trigger, state, firing, cause,
                    new TriggerRecords.Failure(failure.code(), failure.reason(), false));
            throw refused.wire(trigger.id());
        }
    }
}
