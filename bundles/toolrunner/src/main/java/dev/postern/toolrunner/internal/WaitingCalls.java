// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.postern.core.approval.Approval;
import dev.postern.core.approval.WaitingCall;
import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.json.Json;
import dev.postern.core.session.Session;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.UnreadableException;
import dev.postern.core.store.Write;
import dev.postern.core.tool.CallRequest.Previously;
import dev.postern.core.tool.Majors;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after calls outside turns that wait for a person's word: nobody waits for their output any more, so they run here
 * once it is given, also after a restart.
 */
@Component(service = WaitingCalls.class, immediate = true)
public final class WaitingCalls {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingCalls.class);
    /** How long a call's tool may take to come up after a start. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Store store;
    private final Rows rows;
    private final DefaultToolRunner runner;
    private final DirectRecovery recovery;
    private final ToolRegistry registry;
    private final DirectRequests requests;
    private final Entrance entrance;
    private final Retries retries;
    private final Journal.Registration listening;
    private final Duration again;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Made by Declarative Services. */
    @Activate
    public WaitingCalls(
            @Reference Store store,
            @Reference Rows rows,
            @Reference Journal journal,
            @Reference DefaultToolRunner runner,
            @Reference DirectRecovery recovery,
            @Reference ToolRegistry registry,
            @Reference Json json,
            @Reference KeyedDigest digest,
            @Reference Entrance entrance) {
        this(store, rows, journal, runner, recovery, registry, json, digest, entrance, LOOK_AGAIN);
    }

    WaitingCalls(Store store, Rows rows, Journal journal, DefaultToolRunner runner, DirectRecovery recovery,
            ToolRegistry registry, Json json, KeyedDigest digest, Entrance entrance, Duration again) {
        this.again = again;
        this.entrance = entrance;
        this.store = store;
        this.rows = rows;
        this.runner = runner;
        this.recovery = recovery;
        this.registry = registry;
        this.requests = new DirectRequests(json, digest);
        this.retries = new Retries(rows, registry);
        // first, so that nothing is missed of what is decided while this reads
        this.listening = journal.listen(this::heard);
        Thread.ofVirtual().name("waiting-calls").start(this::takeUp);
    }

    /** Calls that run go on. */
    @Deactivate
    public void close() {
        listening.close();
        closed.countDown();
    }

    /** On the store's own thread: must not block. */
    private void heard(List<JournalRecord> records) {
        records.stream()
                .map(JournalRecord::entry)
                .filter(entry -> entry.type() == RecordType.APPROVAL_DECIDED && entry.turn() == null)
                .forEach(this::heard);
    }

    private void heard(Entry decided) {
        var approval = decided.meta().text("approval").orElse("");
        lookAt(decided.tenant(), String.valueOf(decided.call()), approval, Duration.ZERO);
    }

    private void takeUp() {
        try {
            while (!isRead() && !closed.await(again.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("The calls that wait are read again");
            }
        } catch (InterruptedException | RuntimeException e) {
            LOG.error("Calls that wait cannot be read; what was decided about them meanwhile waits for the next start",
                    e);
        }
    }

    private boolean isRead() {
        try {
            recover();
            return true;
        } catch (UnreadableException unreadable) {
            LOG.warn("Calls that wait cannot be read, trying again: {}", unreadable.getMessage());
            return false;
        }
    }

    private void recover() {
        for (var call : rows.openDirectCalls()) {
            if (call.state() == Call.State.REQUESTED) {
                // nobody writes such a row but who wants it made again
                retry(call.tenant(), call.id());
            }
            call.approval().filter(_ -> call.state() == Call.State.WAITING_APPROVAL)
                    .ifPresent(approval -> lookAt(call.tenant(), call.id(), approval, PATIENCE));
        }
    }

    /** Makes a call again that an operator wants made again; on a thread of its own. */
    void retry(String tenant, String id) {
        Thread.ofVirtual().name("retry-" + id).start(() -> untilRecorded(tenant, id, this::makeAgain));
    }

    private void makeAgain(Call call) throws StoreException, InterruptedException {
        if (call.state() == Call.State.REQUESTED) {
            var _ = registry.await(call.tool(), Majors.range(Majors.of(call.version())), PATIENCE);
            run(call, CallRecords.GATEWAY, () -> retries.of(call));
        }
    }

    private void lookAt(String tenant, String call, String approval, Duration patience) {
        Thread.ofVirtual().name("decided-" + approval).start(
                () -> untilRecorded(tenant, call, now -> look(now, approval, patience)));
    }

    private void look(Call call, String id, Duration patience) throws StoreException, InterruptedException {
        var approval = rows.approval(call.tenant(), id).orElseThrow();
        if (call.state() != Call.State.WAITING_APPROVAL || !call.approval().equals(Optional.of(id))) {
            forget(approval);
        } else if (approval.state() != Approval.State.PENDING) {
            goOn(call, approval, patience);
        }
    }

    /**
     * Nothing else would take it up before the next start: it is tried again, from what is on record then, for as long as the
     * store does not answer.
     */
    private void untilRecorded(String tenant, String id, Attempted attempt) {
        var pause = again;
        try {
            for (boolean first = true; !isRecorded(tenant, id, attempt, first); first = false) {
                if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                pause = longer(pause);
            }
        } catch (InterruptedException | RuntimeException e) {
            LOG.warn("The call {} is left as it is until the next start", id, e);
        } finally {
            runner.storeWaits().remove(id);
        }
    }

    private Duration longer(Duration pause) {
        var longest = again.multipliedBy(12);
        return pause.compareTo(longest) < 0 ? pause.multipliedBy(2) : longest;
    }

    private boolean isRecorded(String tenant, String id, Attempted attempt, boolean first)
            throws InterruptedException {
        // what began before it is known what a stop cut off would be taken for that
        recovery.await(id);
        try {
            var call = rows.call(tenant, id).orElseThrow();
            if (call.state() == Call.State.RUNNING && !first) {
                lost(call);
            }
            attempt.at(call);
            return true;
        } catch (StoreException | UnreadableException unrecorded) {
            runner.storeWaits().add(id, "the call waits for the store to take its records", unrecorded);
            return false;
        }
    }

    /** It had begun here, and what came of it cannot be recorded: it is not made anew. */
    private void lost(Call call) throws StoreException, InterruptedException {
        try (var _ = runner.await(call.tenant(), call.id())) {
            if (isStill(call)) {
                store.commit(DirectRecovery.writes(DirectRecovery.inDoubt(call)));
            }
        }
    }

    /** Nothing is kept that would run a call which waits no more. */
    private void forget(Approval approval) throws StoreException {
        if (approval.state().ended() && approval.request().isPresent()) {
            store.commit(Batch.of(new Write.PutApproval(approval.withoutRequest(), Optional.of(approval.state()))));
        }
    }

    private void goOn(Call call, Approval approval, Duration patience) throws StoreException, InterruptedException {
        if (approval.request().isEmpty()) {
            end(call, by(approval), Call.State.DENIED, NoWord.failure(approval.state() == Approval.State.EXPIRED
                    ? NoWord.late(approval)
                    : NoWord.refused(approval)));
            return;
        }
        var kept = approval.request().get();
        if (!patience.isZero()) {
            var wanted = requests.read(call.id(), kept, session(call), Previously.WAITING);
            var versions = registry.choose(wanted.tool(), wanted.session().versions(wanted.tool(), wanted.versions(),
                    call.version()));
            var _ = registry.await(wanted.tool(), versions, patience);
        }
        run(call, by(approval), () -> requests.read(call.id(), kept, unquarantined(call), Previously.WAITING));
    }

    private void run(Call call, String by, DefaultToolRunner.Wanted wanted)
            throws StoreException, InterruptedException {
        try (var _ = entrance.enter()) {
            runner.runOnRecord(call, wanted, store, again);
        } catch (WireException cannot) {
            if (WireException.isAway(cannot.code(), cannot.details())) {
                // the next runner takes it up from its row
                return;
            }
            end(call, by, Call.State.FAILED, new Call.Failure(cannot.code().code(), Optional.empty(),
                    String.valueOf(cannot.getMessage()), false));
        }
    }

    private Session session(Call call) {
        return rows.session(call.tenant(), call.session()).orElseThrow();
    }

    private Session unquarantined(Call call) throws WireException {
        var session = session(call);
        if (session.state() == Session.ExecutionState.QUARANTINED) {
            throw new WireException(ErrorCode.PRECONDITION_FAILED, "the session " + session.id() + " is quarantined");
        }
        return session;
    }

    private static String by(Approval approval) {
        return approval.decision().map(Approval.Decision::by).orElse(CallRecords.GATEWAY);
    }

    private void end(Call call, String by, Call.State then, Call.Failure why)
            throws StoreException, InterruptedException {
        try (var _ = runner.await(call.tenant(), call.id())) {
            if (isStill(call)) {
                store.commit(new Batch(WaitingCall.end(call, rows, then, why, by,
                        Instant.now().truncatedTo(ChronoUnit.MILLIS))));
            }
        }
    }

    private boolean isStill(Call call) {
        return rows.call(call.tenant(), call.id()).filter(call::equals).isPresent();
    }

    /** What is tried, with the call as its row is. */
    @FunctionalInterface
    private interface Attempted {
        void at(Call call) throws StoreException, InterruptedException;
    }
}
