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
    private final ToolRegistry registry;
    private final DirectRequests requests;
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
            @Reference ToolRegistry registry,
            @Reference Json json,
            @Reference KeyedDigest digest) {
        this(store, rows, journal, runner, registry, json, digest, LOOK_AGAIN);
    }

    WaitingCalls(Store store, Rows rows, Journal journal, DefaultToolRunner runner, ToolRegistry registry, Json json,
            KeyedDigest digest, Duration again) {
        this.again = again;
        this.store = store;
        this.rows = rows;
        this.runner = runner;
        this.registry = registry;
        this.requests = new DirectRequests(json, digest);
        this.retries = new Retries(rows, registry);
        // first, so that nothing is missed of what is decided while this reads
        this.listening = journal.listen(this::heard);
        Thread.ofVirtual().name("waiting-calls").start(() -> untilRecorded("What waits", this::recover));
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
        Thread.ofVirtual().name("decided-" + approval).start(() -> look(decided.tenant(), approval, Duration.ZERO));
    }

    private void recover() {
        for (var call : rows.openDirectCalls()) {
            if (call.state() == Call.State.REQUESTED) {
                // nobody writes such a row but who wants it made again
                retry(call.tenant(), call.id());
            }
            call.approval().filter(_ -> call.state() == Call.State.WAITING_APPROVAL)
                    .ifPresent(approval -> Thread.ofVirtual().name("decided-" + approval)
                            .start(() -> look(call.tenant(), approval, PATIENCE)));
        }
    }

    /** Makes a call again that an operator wants made again; on a thread of its own. */
    void retry(String tenant, String id) {
        Thread.ofVirtual().name("retry-" + id).start(() -> makeAgain(tenant, id));
    }

    private void makeAgain(String tenant, String id) {
        untilRecorded("The call " + id, () -> {
            var call = rows.call(tenant, id).orElseThrow();
            if (call.state() != Call.State.REQUESTED) {
                // it was cancelled meanwhile
                return;
            }
            var _ = registry.await(call.tool(), "", PATIENCE);
            try {
                runner.runUntilDurable(retries.of(call), store, again);
            } catch (WireException cannot) {
                end(call, CallRecords.GATEWAY, Call.State.FAILED, new Call.Failure(cannot.code().code(),
                        Optional.empty(), String.valueOf(cannot.getMessage()), false));
            }
        });
    }

    private void look(String tenant, String id, Duration patience) {
        untilRecorded("The call that waits for " + id, () -> {
            var approval = rows.approval(tenant, id).orElseThrow();
            var call = rows.call(tenant, approval.call()).orElseThrow();
            if (call.state() != Call.State.WAITING_APPROVAL || !call.approval().equals(Optional.of(id))) {
                forget(approval);
            } else if (approval.state() != Approval.State.PENDING) {
                goOn(call, approval, patience);
            }
        });
    }

    /** Nothing else would take it up before the next start: it is tried again for as long as the store does not answer. */
    private void untilRecorded(String what, Attempted attempt) {
        try {
            while (!isRecorded(what, attempt) && !closed.await(again.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("{} is looked at again", what);
            }
        } catch (InterruptedException | RuntimeException e) {
            LOG.warn("{} is left as it is until the next start", what, e);
        }
    }

    private static boolean isRecorded(String what, Attempted attempt) throws InterruptedException {
        try {
            attempt.run();
            return true;
        } catch (StoreException | UnreadableException unrecorded) {
            LOG.warn("{} waits for the store: {}", what, unrecorded.getMessage());
            return false;
        }
    }

    /** Nothing is kept that would run a call which waits no more. */
    private void forget(Approval approval) throws StoreException {
        if (approval.state().ended() && approval.request().isPresent()) {
            store.commit(Batch.of(new Write.PutApproval(approval.withoutRequest(), Optional.of(approval.state()))));
        }
    }

    private void goOn(Call call, Approval approval, Duration patience) throws StoreException, InterruptedException {
        var session = rows.session(call.tenant(), call.session()).orElseThrow();
        if (approval.request().isEmpty()) {
            end(call, by(approval), Call.State.DENIED, NoWord.failure(approval.state() == Approval.State.EXPIRED
                    ? NoWord.late(approval)
                    : NoWord.refused(approval)));
        } else if (session.state() == Session.ExecutionState.QUARANTINED) {
            end(call, by(approval), Call.State.FAILED, new Call.Failure(ErrorCode.PRECONDITION_FAILED.code(),
                    Optional.empty(), "the session " + session.id() + " is quarantined", false));
        } else {
            var request = requests.read(call.id(), approval.request().get(), session, Previously.WAITING);
            if (!patience.isZero()) {
                var _ = registry.await(request.tool(),
                        session.settings().versions(request.tool(), request.versions()), patience);
            }
            runner.runUntilDurable(request, store, again);
        }
    }

    private static String by(Approval approval) {
        return approval.decision().map(Approval.Decision::by).orElse(CallRecords.GATEWAY);
    }

    private void end(Call call, String by, Call.State then, Call.Failure why) throws StoreException {
        var claim = runner.claim(call.tenant(), call.id());
        if (claim.isEmpty()) {
            // who has it ends it
            return;
        }
        try (var _ = claim.get()) {
            if (rows.call(call.tenant(), call.id()).filter(call::equals).isPresent()) {
                store.commit(new Batch(WaitingCall.end(call, rows, then, why, by,
                        Instant.now().truncatedTo(ChronoUnit.MILLIS))));
            }
        }
    }

    /** What is tried. */
    @FunctionalInterface
    private interface Attempted {
        void run() throws StoreException, InterruptedException;
    }
}
