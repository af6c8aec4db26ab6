// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import dev.postern.api.json.JsonObject;
import dev.postern.api.surface.InboundMessage;
import dev.postern.api.surface.Receipt;
import dev.postern.api.trigger.Firing;
import dev.postern.api.trigger.TriggeredMessage;
import dev.postern.core.identity.Principal;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.pipeline.Inlet;
import dev.postern.core.session.Session;
import dev.postern.core.session.Sessions;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.UnreadableException;
import dev.postern.core.store.Write;
import dev.postern.core.trigger.TriggerState;
import dev.postern.core.trigger.TriggerState.Outcome;
import dev.postern.core.trigger.TriggerState.Run;
import dev.postern.core.wire.WireException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a message of a due time: accepted, on record and settled with one commit. */
final class Firings {
    private static final Logger LOG = LoggerFactory.getLogger(Firings.class);
    /** What it takes to speak in a session of somebody else; the lower trust of the two holds there. */
    private static final String SPEAK_FOR_OTHERS = "peers:impersonate";

    private final Store store;
    private final Inlet inlet;
    private final Sessions sessions;
    private final Speaking speaking;
    private final Metrics metrics;
    private final Clock clock;

    Firings(Store store, Inlet inlet, Sessions sessions, Speaking speaking, Metrics metrics, Clock clock) {
        this.store = store;
        this.inlet = inlet;
        this.sessions = sessions;
        this.speaking = speaking;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Fires.
     *
     * @param slot held by the caller
     * @param state where the trigger stands
     * @return where it stands then
     * @throws Refused when no message came of it; nothing is recorded of that
     * @throws StoreException when there was nothing to say, and that could not be kept
     */
    TriggerState fire(Slot slot, TriggerState state, Firing firing, Cause cause)
            throws Refused, StoreException, InterruptedException {
        var said = speaking.ask(slot, firing);
        if (said.isEmpty()) {
            var run = run(firing, Outcome.SILENT, Optional.empty(), Optional.empty());
            var next = state.after(run, reached(state, firing));
            var writes = new ArrayList<Write>(cause.riders().apply(run));
            writes.add(new Write.PutTrigger(next, state.revision()));
            store.commit(new Batch(writes));
            count(run);
            return next;
        }
        var settled = new AtomicReference<>(state);
        try {
            var incoming = incoming(slot.trigger(), said.get(), firing);
            inlet.accept(incoming, receipt -> {
                var run = run(firing, Outcome.FIRED, Optional.of(receipt), Optional.empty());
                settled.set(state.after(run, reached(state, firing)));
                var writes = new ArrayList<Write>(cause.riders().apply(run));
                writes.add(new Write.Append(TriggerRecords.fired(slot.trigger(), firing, cause.by(), receipt,
                        run.at())));
                writes.add(new Write.PutTrigger(settled.get(), state.revision()));
                return writes;
            });
            count(settled.get().recent().getFirst());
            return settled.get();
        } catch (WireException refused) {
            throw new Refused(refused);
        } catch (UnreadableException away) {
            throw away;
        } catch (RuntimeException broken) {
            LOG.warn("what the trigger {} says cannot be taken", slot.trigger().id(), broken);
            throw new Refused("failed", "what it says cannot be taken; the log has the exception");
        }
    }

    /** Records that no message came of it, which settles the due time unless it is tried again. */
    TriggerState failed(TimedTrigger trigger, TriggerState state, Firing firing, Cause cause,
            TriggerRecords.Failure failure) throws StoreException {
        var run = run(firing, Outcome.FAILED, Optional.empty(), Optional.of(failure));
        var record = new Write.Append(TriggerRecords.failed(trigger, firing, cause.by(), failure, run.at()));
        if (failure.again()) {
            store.commit(Batch.of(record));
            return state;
        }
        var next = state.after(run, reached(state, firing));
        store.commit(Batch.of(record, new Write.PutTrigger(next, state.revision())));
        count(run);
        return next;
    }

    /** What says that so many due times, up to this one, are passed over. */
    Run passed(Instant last, int count) {
        var run = new Run(last, now(), Outcome.SKIPPED, count, false, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty());
        count(run);
        return run;
    }

    private void count(Run run) {
        metrics.count("postern_triggers", "outcome", run.outcome().name().toLowerCase(Locale.ROOT));
    }

    private Incoming incoming(TimedTrigger trigger, TriggeredMessage said, Firing firing) throws WireException {
        var self = inlet.peer(trigger.tenant(), Inlet.TRIGGER, trigger.id());
        if (trigger.session().isEmpty()) {
            return new Incoming(self, Session.GATEWAY, Optional.empty(),
                    message(trigger, said, firing, self.id(), said.thread()), Optional.empty());
        }
        var id = trigger.session().get();
        var session = sessions.find(trigger.tenant(), id).orElseThrow(() -> WireException.notFound("session", id));
        var scopes = new HashSet<>(self.scopes());
        scopes.add(SPEAK_FOR_OTHERS);
        return new Incoming(new Principal(self.kind(), self.id(), self.tenant(), scopes, self.trust()),
                surface(session), Optional.of(id),
                message(trigger, said, firing, session.peer(), session.thread()), Optional.empty());
    }

    /** Nothing is delivered to a client of the wire, whatever its session is for: it reads events. */
    private static String surface(Session session) {
        return session.owner().isPresent() ? Session.GATEWAY : session.surface();
    }

    private InboundMessage message(TimedTrigger trigger, TriggeredMessage said, Firing firing, String peer,
            String thread) {
        var metadata = JsonObject.builder().putAll(said.metadata()).put("trigger", trigger.id())
                .put("due", firing.due().toString()).build();
        return new InboundMessage(peer, thread, trigger.id(), said.parts(), now(), "", metadata);
    }

    private Run run(Firing firing, Outcome outcome, Optional<Receipt> receipt,
            Optional<TriggerRecords.Failure> failure) {
        return new Run(firing.due(), now(), outcome, firing.missed(), firing.byHand(), receipt.map(Receipt::session),
                receipt.map(Receipt::turn), failure.map(TriggerRecords.Failure::code),
                failure.map(TriggerRecords.Failure::reason));
    }

    private static Instant reached(TriggerState state, Firing firing) {
        return firing.byHand() ? state.reached() : firing.due();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * What makes a trigger fire.
     *
     * @param by who does it by hand
     * @param riders what becomes durable with it
     */
    record Cause(Optional<String> by, Function<Run, List<Write>> riders) {
        /** The clock. */
        static final Cause CLOCK = new Cause(Optional.empty(), run -> List.of());
    }
}
