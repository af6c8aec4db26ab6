// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Approval.State;
import dev.postern.core.approval.Holds;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.UnreadableException;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.Turn;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends approvals that nobody decides in time, and those for which there is nothing left to decide: their turn or call has
 * ended, other rules or another version of the tool are in force, who asked may not ask any more. Works on one thread of
 * its own; where it comes too late the runner finds the same when it looks at what the approval is bound to.
 *
 * <p>Which rules are in force it takes from the rows and the journal: {@code Policy} hears of a change no earlier.
 */
@Component(service = Caretaker.class, immediate = true)
public final class Caretaker {
    private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final String OTHER_RULES = "other rules are in force";

    private final Rows rows;
    private final Moves moves;
    private final Holds holds;
    private final ToolRegistry tools;
    private final Map<String, Approval> open = new ConcurrentHashMap<>();
    /** How much that may be open was heard of and not looked at yet: at first, all that was there before. */
    private final AtomicInteger unseen = new AtomicInteger(1);
    /** By tenant, the revision of the rules; none for one that has set nothing. The worker's alone. */
    private final Map<String, Long> rules = new HashMap<>();
    /** Why open approvals are not known, or cannot be ended; empty when the store answered last. */
    private volatile String problem = "";
    /** Why an approval that was heard of is not known; empty when the store answered last. */
    private volatile String unread = "";
    private final Duration again;
    private final ScheduledThreadPoolExecutor worker;
    private final Journal.Registration listening;
    private final ToolRegistry.Listening watching;
    private final AutoCloseable gauge;

    /** Takes up what is open. */
    @Activate
    public Caretaker(@Reference Store store, @Reference Rows rows, @Reference Journal journal, @Reference Holds holds,
            @Reference ToolRegistry tools, @Reference Metrics metrics) {
        this(store, rows, journal, holds, tools, metrics, LOOK_AGAIN);
    }

    Caretaker(Store store, Rows rows, Journal journal, Holds holds, ToolRegistry tools, Metrics metrics,
            Duration again) {
        this.again = again;
        this.rows = rows;
        this.holds = holds;
        this.tools = tools;
        moves = new Moves(store, Clock.systemUTC());
        worker = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("approvals").factory());
        worker.setRemoveOnCancelPolicy(true);
        gauge = metrics.gauge("postern_approvals_open", open::size);
        listening = journal.listen(this::heard);
        watching = tools.listen(() -> later(this::toolsChanged));
        later(this::takeUp);
    }

    @Deactivate
    void close() throws Exception {
        watching.close();
        listening.close();
        worker.shutdownNow();
        gauge.close();
    }

    /** What waits for a person's word, of all tenants. */
    Stream<Approval> waiting() {
        return open.values().stream().filter(approval -> approval.state() == State.PENDING);
    }

    /** What is wrong; empty when nothing is. */
    String problem() {
        var written = problem;
        return written.isEmpty() ? unread : written;
    }

    /** Runs on the worker, one thing after the other. */
    private void later(Runnable what) {
        after(Duration.ZERO, what);
    }

    private void after(Duration wait, Runnable what) {
        try {
            worker.schedule(() -> guarded(what), Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("the next start finds it", stopping);
        }
    }

    private static void guarded(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException failed) {
            LOG.error("looking after approvals failed", failed);
        }
    }

    private void takeUp() {
        try {
            rows.policies().forEach(now -> inForce(now.tenant(), now.revision().document()));
            rows.openApprovals().forEach(this::note);
            supersede(this::isLetGo, "the gateway was started anew, and nobody holds");
            supersede(this::isPointless, "its turn or call has ended");
        } catch (RuntimeException unreadable) {
            LOG.warn("open approvals cannot be read, trying again: {}", unreadable.getMessage());
            problem = "open approvals cannot be read: " + unreadable.getMessage();
            after(again, this::takeUp);
            return;
        }
        problem = "";
        unseen.decrementAndGet();
        supersede(this::isOfOtherRules, OTHER_RULES);
        toolsChanged();
    }

    private void note(Approval approval) {
        open.put(approval.id(), approval);
        after(Duration.between(moves.now(), approval.expiresAt()).plusMillis(1), () -> expire(approval.id()));
    }

    /** On the store's thread. */
    private void heard(List<JournalRecord> records) {
        for (var record : records) {
            var entry = record.entry();
            switch (entry.type()) {
                case APPROVAL_REQUESTED -> {
                    unseen.incrementAndGet();
                    later(() -> look(entry, unseen::decrementAndGet));
                }
                case APPROVAL_DECIDED -> later(() -> look(entry, () -> {}));
                // what a call is started by is used up, which nothing else says
                case TOOL_STARTED -> {
                    if (entry.meta().text("approval").isPresent()) {
                        later(() -> look(entry, () -> {}));
                    }
                }
                case TURN_FINISHED, TURN_FAILED, TURN_CANCELLED ->
                    over(approval -> approval.turn().filter(turn -> turn.equals(entry.turn())).isPresent(),
                            "its turn has ended");
                case TOOL_FINISHED ->
                    over(approval -> approval.call().equals(entry.call()), "the call was ended");
                case POLICY_CHANGED -> later(() -> rulesChanged(entry));
                case TOKEN_REVOKED -> {
                    var token = entry.meta().text("token").orElse("");
                    over(approval -> approval.principal().equals(token), "the token of whoever asked was revoked");
                }
                default -> {
                    // concerns no approval
                }
            }
        }
    }

    /** Most turns have no approvals: nothing is done for them. What was heard of before is seen before. */
    private void over(Predicate<Approval> whose, String reason) {
        if (unseen.get() > 0 || !open.isEmpty()) {
            later(() -> supersede(whose, reason));
        }
    }

    /** Looks until there is an answer: nothing else would take it up before the next start. */
    private void look(Entry entry, Runnable seen) {
        try {
            look(entry);
            unread = "";
        } catch (UnreadableException unreadable) {
            unread = "an approval that was asked for or decided cannot be read: " + unreadable.getMessage();
            LOG.warn("{}, trying again", unread);
            after(again, () -> look(entry, seen));
            return;
        }
        seen.run();
    }

    private void look(Entry entry) {
        entry.meta().text("approval").flatMap(id -> rows.approval(entry.tenant(), id)).ifPresent(now -> {
            if (now.state().ended()) {
                open.remove(now.id());
            } else if (open.containsKey(now.id())) {
                open.put(now.id(), now);
            } else {
                note(now);
                // asked for by rules that were in force a moment ago
                if (isOfOtherRules(now)) {
                    move(now, State.SUPERSEDED, OTHER_RULES);
                }
            }
        });
    }

    private void rulesChanged(Entry entry) {
        entry.meta().integer("document").ifPresent(document -> inForce(entry.tenant(), document));
        supersede(this::isOfOtherRules, OTHER_RULES);
    }

    private void inForce(String tenant, long document) {
        rules.merge(tenant, document, Math::max);
    }

    private void toolsChanged() {
        supersede(this::isOfAnotherTool, "another version of the tool serves now");
    }

    /**
     * A tool that is not there may come back as it was; one that is there is another, unless it is another major beside which
     * that is to serve.
     */
    private boolean isOfAnotherTool(Approval approval) {
        var serving = tools.tools().stream().filter(tool -> tool.descriptor().name().equals(approval.tool())).toList();
        var same = serving.stream().filter(tool -> tool.descriptor().version().equals(approval.version())).toList();
        if (!same.isEmpty()) {
            return same.stream().noneMatch(tool -> tool.bundle().equals(approval.bundle()));
        }
        return !serving.isEmpty()
                && !tools.expects(approval.tool(), "[" + approval.version() + "," + approval.version() + "]");
    }

    private boolean isOfOtherRules(Approval approval) {
        return rules.getOrDefault(approval.tenant(), 0L) > approval.revision();
    }

    private boolean isLetGo(Approval approval) {
        return approval.state() == State.HELD && holds.find(approval.tenant(), approval.id()).isEmpty();
    }

    private boolean isPointless(Approval approval) {
        var turn = approval.turn().flatMap(id -> rows.turn(approval.tenant(), id)).map(Turn::state);
        var call = rows.call(approval.tenant(), approval.call()).map(Call::state);
        return turn.filter(Turn.State::ended).isPresent()
                || call.filter(state -> state != Call.State.WAITING_APPROVAL).isPresent();
    }

    private void supersede(Predicate<Approval> which, String reason) {
        open.values().stream().filter(which).forEach(approval -> move(approval, State.SUPERSEDED, reason));
    }

    private void expire(String id) {
        var approval = open.get(id);
        if (approval != null && !approval.expiresAt().isAfter(moves.now())) {
            move(approval, State.EXPIRED, "nobody decided in time");
        } else if (approval != null) {
            // the wall clock went back
            after(again, () -> expire(id));
        }
    }

    private void move(Approval approval, State to, String reason) {
        try {
            moves.move(List.of(approval), to, moves.byItself(reason), List.of());
            problem = "";
            open.remove(approval.id());
        } catch (StoreException refused) {
            if (refused.reason() == StoreException.Reason.APPROVAL_MOVED) {
                problem = "";
                later(() -> moved(approval, to, reason));
            } else {
                LOG.warn("{} cannot be ended, trying again: {}", approval.id(), refused.getMessage());
                problem = approval.id() + " cannot be ended: " + refused.getMessage();
                after(again, () -> move(approval, to, reason));
            }
        }
    }

    /** Somebody was faster: when that was no end of it, it is ended from where it stands now. */
    private void moved(Approval seen, State to, String reason) {
        Optional<Approval> now;
        try {
            now = rows.approval(seen.tenant(), seen.id()).filter(approval -> !approval.state().ended());
        } catch (UnreadableException unreadable) {
            LOG.warn("{} cannot be read, trying again: {}", seen.id(), unreadable.getMessage());
            after(again, () -> moved(seen, to, reason));
            return;
        }
        if (now.isEmpty()) {
            open.remove(seen.id());
        } else if (now.get().state() != seen.state()) {
            open.put(seen.id(), now.get());
            later(() -> move(now.get(), to, reason));
        }
    }
}
