// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.memory.MemoryKind;
import dev.postern.api.planner.Usage;
import dev.postern.core.approval.Approval;
import dev.postern.core.audit.AuditChain;
import dev.postern.core.audit.AuditRecord;
import dev.postern.core.blob.BlobInfo;
import dev.postern.core.budget.Limit;
import dev.postern.core.hash.Sha256;
import dev.postern.core.identity.Principal;
import dev.postern.core.json.Json;
import dev.postern.core.session.Session;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Entry;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.StoreException.Reason;
import dev.postern.core.store.Write;
import dev.postern.core.trigger.TriggerState;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.OutboxItem;
import dev.postern.core.turn.Turn;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every database must do. */
abstract class StoreContract {
    private StoreEngine engine;

    /** The test's database; the same one each time within a test. */
    abstract Database database() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        engine = open(Clock.systemUTC(), StoreEngine.Limits.DEFAULT);
    }

    @AfterEach
    final void close() {
        engine.close();
    }

    StoreEngine open(Clock clock, StoreEngine.Limits limits) throws Exception {
        return StoreEngine.open(database(), Migrations.shipped(), new StrictJson(), new NoMetrics(), clock, limits,
                Sha256::hex);
    }

    final StoreEngine engine() {
        return engine;
    }

    final void reopen() throws Exception {
        engine.close();
        open();
    }

    final void reopen(Clock clock, StoreEngine.Limits limits) throws Exception {
        engine.close();
        engine = open(clock, limits);
    }

    final Rows rows() {
        return engine.rows();
    }

    static Reason refusal(CompletableFuture<Commit> commit) {
        try {
            commit.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoreException refused) {
                return refused.reason();
            }
            throw e;
        }
        throw new AssertionError("it was not refused");
    }

    @Test
    void givesPositionsInCommitOrderAndKeepsEveryPartOfARecord() throws Exception {
        var entry = new Entry(RecordType.TOOL_FINISHED, Samples.TENANT, "s_1", "t_1", "c_1", Samples.AT,
                JsonObject.of("tool", "files.search"), JsonObject.of("output", "line\nbreak\ttab \uD83D\uDE00 \u0000"),
                JsonObject.of("seed", "42"));
        var plain = new Entry(RecordType.PLUGIN_INSTALLED, Entry.INSTALLATION, null, null, null, Samples.AT,
                JsonObject.EMPTY, JsonObject.EMPTY, JsonObject.EMPTY);
        assertThat(engine.commit(Batch.of(new Write.Append(entry), new Write.Append(plain))).position()).isEqualTo(2);
        assertThat(engine.commit(Batch.of(Samples.append("s_1", "t_1", "more"))).position()).isEqualTo(3);

        assertThat(engine.journal().after(0, 10)).extracting(JournalRecord::position).containsExactly(1L, 2L, 3L);
        reopen();
        var read = engine.journal().after(0, 10);
        assertThat(read).extracting(JournalRecord::position).containsExactly(1L, 2L, 3L);
        assertThat(read.get(0).entry()).isEqualTo(entry);
        assertThat(read.get(1).entry()).isEqualTo(plain);
        assertThat(engine.journal().newest()).isEqualTo(3);
        assertThat(engine.journal().prunedTo()).isZero();
        assertThat(engine.commit(Batch.of(Samples.append("s_1", "t_1", "4th"))).position()).isEqualTo(4);
    }

    @Test
    void readsTheJournalByPositionSessionAndTurn() throws Exception {
        for (int i = 0; i < 12; i++) {
            engine.commit(Batch.of(Samples.append("s_" + i % 2, "t_" + i % 4, "a" + i),
                    Samples.append("s_" + i % 2, "t_" + i % 4, "b" + i)));
        }
        reopen();
        var journal = engine.journal();
        assertThat(journal.after(5, 4)).extracting(JournalRecord::position).containsExactly(6L, 7L, 8L, 9L);
        assertThat(journal.after(24, 4)).isEmpty();
        assertThat(journal.ofSession(Samples.TENANT, "s_1", 8, 3)).extracting(JournalRecord::position)
                .containsExactly(11L, 12L, 15L);
        assertThat(journal.ofTurn(Samples.TENANT, "t_3")).extracting(found -> found.entry().payload().text("text"))
                .containsExactly(Optional.of("a3"), Optional.of("b3"), Optional.of("a7"), Optional.of("b7"),
                        Optional.of("a11"), Optional.of("b11"));
        assertThat(journal.ofTurn("other", "t_3")).isEmpty();
        var type = journal.ofTurn(Samples.TENANT, "t_3").getFirst().entry().type();
        assertThat(journal.ofTurns(Samples.TENANT, List.of("t_3", "t_0", "t_3", "t_9"), Set.of(type)))
                .extracting(found -> found.entry().payload().text("text").orElseThrow())
                .containsExactly("a0", "b0", "a3", "b3", "a4", "b4", "a7", "b7", "a8", "b8", "a11", "b11");
        assertThat(journal.ofTurns(Samples.TENANT, List.of("t_3"), EnumSet.complementOf(EnumSet.of(type)))).isEmpty();
        assertThat(journal.ofTurns("other", List.of("t_3"), Set.of(type))).isEmpty();
        assertThat(journal.ofSession("other", "s_1", 0, 10)).isEmpty();
    }

    @Test
    void pagesOfWhatIsLargeEndBeforeTheirLimitAndNothingIsLeftOut() throws Exception {
        var large = "x".repeat(300_000);
        var positions = new ArrayList<Long>();
        var ids = new ArrayList<String>();
        for (int i = 10; i < 30; i++) {
            positions.add(engine.commit(Batch.of(Samples.append("s_1", "t_" + i, large),
                    new Write.PutTurn(Samples.answered("t_" + i, "s_1", large)))).position());
            ids.add("t_" + i);
        }
        reopen();
        var journal = engine.journal();
        assertThat(paged(0L, after -> journal.after(after, 100), JournalRecord::position, 1))
                .isEqualTo(positions);
        assertThat(paged(0L, after -> journal.ofSession(Samples.TENANT, "s_1", after, 100), JournalRecord::position, 4))
                .isEqualTo(positions);
        assertThat(paged("", after -> rows().turns(Samples.TENANT, "s_1", after, 100), Turn::id, 4)).isEqualTo(ids);
        // a turn's own records are needed whole
        assertThat(journal.ofTurn(Samples.TENANT, "t_10")).hasSize(1);
    }

    /** Reads on until there is an empty page. */
    private static <T, K> List<K> paged(K begin, Function<K, List<T>> pages, Function<T, K> key, int most) {
        var found = new ArrayList<K>();
        for (var page = pages.apply(begin); !page.isEmpty(); page = pages.apply(found.getLast())) {
            assertThat(page).hasSizeLessThanOrEqualTo(most);
            page.forEach(one -> found.add(key.apply(one)));
        }
        return found;
    }

    @Test
    void keepsPayloadsOfAnySize() throws Exception {
        var large = "x".repeat(3_000_000);
        var input = JsonObject.of("text", large);
        engine.commit(Batch.of(Samples.append("s_1", "t_1", large),
                new Write.PutCall(Samples.call("c_1", "s_1", Optional.empty(), Call.State.RUNNING, input))));
        reopen();
        assertThat(engine.journal().after(0, 1).getFirst().entry().payload()).isEqualTo(input);
        assertThat(rows().call(Samples.TENANT, "c_1").orElseThrow().input()).isEqualTo(input);
    }

    @Test
    void createsASessionOnceByIdAndByRoute() throws Exception {
        var session = Samples.session("s_1", "thread");
        engine.commit(Batch.of(new Write.PutSession(session, 0)));
        assertThat(rows().session(Samples.TENANT, "s_1")).contains(session);
        assertThat(rows().session(Samples.TENANT, "webhook", "octocat", "thread")).contains(session);
        assertThat(rows().session("other", "s_1")).isEmpty();
        assertThat(rows().session("other", "webhook", "octocat", "thread")).isEmpty();
        var sameRoute = Batch.of(new Write.PutSession(Samples.session("s_2", "thread"), 0));
        assertThat(refusal(engine.submit(sameRoute))).isEqualTo(Reason.SESSION_EXISTS);
        var sameId = Batch.of(new Write.PutSession(Samples.session("s_1", "other"), 0));
        assertThat(refusal(engine.submit(sameId))).isEqualTo(Reason.SESSION_EXISTS);
        assertThat(rows().session(Samples.TENANT, "webhook", "octocat", "other")).isEmpty();
        reopen();
        assertThat(refusal(engine.submit(sameRoute))).isEqualTo(Reason.SESSION_EXISTS);
        assertThat(rows().session(Samples.TENANT, "webhook", "octocat", "thread")).contains(session);
    }

    @Test
    void linksWhatIsAuditedInTheOrderOfCommitsAndLeavesNoTraceOfConflicts() throws Exception {
        engine.commit(
                Batch.of(new Write.PutApproval(Samples.approval("a_1", Approval.State.PENDING), Optional.empty())));
        var twice = Batch.of(Samples.started("c_lost"),
                new Write.PutApproval(Samples.approval("a_1", Approval.State.PENDING), Optional.empty()));
        var commits = new ArrayList<CompletableFuture<Commit>>();
        for (int i = 1; i <= 20; i++) {
            commits.add(engine.submit(Batch.of(Samples.append("s_1", "t_1", "x"), Samples.started("c_" + i))));
            commits.add(engine.submit(twice));
        }
        for (int i = 0; i < commits.size(); i += 2) {
            commits.get(i).get();
            assertThat(refusal(commits.get(i + 1))).isEqualTo(Reason.APPROVAL_MOVED);
        }
        assertThat(chain(Samples.TENANT)).hasSize(20);
        reopen();
        engine.commit(Batch.of(Samples.started("c_21")));
        assertThat(chain(Samples.TENANT)).hasSize(21).isEqualTo(IntStream.rangeClosed(1, 21)
                .mapToObj(i -> "c_" + i).toList());
        assertThat(engine.audit().chains()).containsExactly(Samples.TENANT);
        assertThat(engine.audit().after(Samples.TENANT, 5, 3)).extracting(AuditRecord::seq).containsExactly(6L, 7L, 8L);
        assertThat(engine.audit().before(Samples.TENANT, Samples.AT)).isZero();
        assertThat(engine.audit().before(Samples.TENANT, Samples.AT.plusSeconds(1))).isEqualTo(21);
        assertThat(engine.audit().after("other", 0, 10)).isEmpty();
    }

    /** The calls of a chain that holds from its beginning to its head. */
    private List<String> chain(String tenant) {
        var audit = new AuditChain(tenant);
        var calls = new ArrayList<String>();
        for (var record : engine.audit().after(tenant, 0, 10_000)) {
            assertThat(audit.add(record.text())).isEmpty();
            assertThat(record.content().canonical()).isEqualTo(record.text());
            var position = record.content().integer("position").orElseThrow();
            var entry = engine.journal().after(position - 1, 1).getFirst().entry();
            assertThat(record.content().text("payload")).contains(Sha256.hex(entry.payload().canonical()));
            assertThat(record.content().object("meta")).contains(entry.meta());
            calls.add(record.content().text("call").orElseThrow());
        }
        assertThat(audit.end(Optional.of(engine.audit().head(tenant)))).isEmpty();
        assertThat(audit.head()).isEqualTo(engine.audit().head(tenant));
        return calls;
    }

    @Test
    void movesAnApprovalOnFromWhereItStandsAndNeverTwice() throws Exception {
        var asked = Samples.approval("a_1", Approval.State.PENDING);
        engine.commit(Batch.of(new Write.PutApproval(asked, Optional.empty())));
        assertThat(refusal(engine.submit(Batch.of(new Write.PutApproval(asked, Optional.empty())))))
                .isEqualTo(Reason.APPROVAL_MOVED);
        var yes = engine.submit(moved(asked, Approval.State.APPROVED));
        var no = engine.submit(moved(asked, Approval.State.DENIED));
        yes.get();
        assertThat(refusal(no)).isEqualTo(Reason.APPROVAL_MOVED);
        reopen();
        assertThat(rows().openApprovals(Samples.TENANT, null, 10)).extracting(Approval::state)
                .containsExactly(Approval.State.APPROVED);
        assertThat(rows().openApprovals("other", null, 10)).isEmpty();
        assertThat(rows().approval("other", "a_1")).isEmpty();
        engine.commit(Batch.of(new Write.PutApproval(asked.now(Approval.State.CONSUMED, Optional.empty()),
                Optional.of(Approval.State.APPROVED))));
        assertThat(rows().openApprovals()).isEmpty();
        assertThat(rows().approval(Samples.TENANT, "a_1").orElseThrow().state()).isEqualTo(Approval.State.CONSUMED);
    }

    private static Batch moved(Approval asked, Approval.State to) {
        return Batch.of(new Write.PutApproval(asked.now(to, Optional.empty()), Optional.of(asked.state())));
    }

    @Test
    void putsOnePolicyAfterTheOtherInForceAndKeepsAll() throws Exception {
        engine.commit(Batch.of(new Write.PutPolicy(Samples.policy(1))));
        var second = engine.submit(Batch.of(new Write.PutPolicy(Samples.policy(2))));
        var twice = engine.submit(Batch.of(new Write.PutPolicy(Samples.policy(2))));
        second.get();
        assertThat(refusal(twice)).isEqualTo(Reason.REVISION);
        assertThat(refusal(engine.submit(Batch.of(new Write.PutPolicy(Samples.policy(4)))))).isEqualTo(Reason.REVISION);
        reopen();
        assertThat(rows().policy(Samples.TENANT)).contains(Samples.policy(2));
        assertThat(rows().policy(Samples.TENANT, 1)).contains(Samples.policy(1));
        assertThat(rows().policy("other")).isEmpty();
        assertThat(rows().policies()).containsExactly(Samples.policy(2));
    }

    @Test
    void changesSettingsOnlyAtTheExpectedRevisionAndNeverTouchesProgress() throws Exception {
        var session = Samples.session("s_1", "thread");
        engine.commit(Batch.of(new Write.PutSession(session, 0)));
        engine.commit(Batch.of(Samples.append("s_1", "t_1", "x"),
                new Write.PutProgress(Samples.TENANT, "s_1", Samples.progress("c_1"))));
        var paused = Samples.revised(session, 2, Session.ExecutionState.PAUSED);
        engine.commit(Batch.of(new Write.PutSession(paused, 1), Samples.append("s_1", "t_1", "y")));
        assertThat(refusal(engine.submit(Batch.of(new Write.PutSession(paused, 1))))).isEqualTo(Reason.REVISION);
        assertThat(refusal(engine.submit(Batch.of(new Write.PutSession(Samples.session("s_9", "z"), 3)))))
                .isEqualTo(Reason.REVISION);
        reopen();
        var read = rows().session(Samples.TENANT, "s_1").orElseThrow();
        assertThat(read.state()).isEqualTo(Session.ExecutionState.PAUSED);
        assertThat(read.revision()).isEqualTo(2);
        assertThat(read.progress().recentCalls()).containsExactly("c_1");
        assertThat(read.progress().memo()).isEqualTo(Samples.progress("c_1").memo());
        assertThat(read.progress().seq()).isEqualTo(2);
    }

    @Test
    void keepsTheMajorsThatASessionUsedWhateverItsTurnsWrite() throws Exception {
        engine.commit(Batch.of(new Write.PutSession(Samples.session("s_1", "a"), 0)));
        engine.commit(Batch.of(Samples.append("s_1", "t_1", "x"), new Write.PutMajor(Samples.TENANT, "s_1", "a.b", 1),
                new Write.PutMajor(Samples.TENANT, "s_1", "a.c", 1)));
        engine.commit(Batch.of(new Write.PutMajor(Samples.TENANT, "s_1", "a.b", 2),
                new Write.PutProgress(Samples.TENANT, "s_1", Samples.progress("c_1")),
                new Write.PutMajor(Samples.TENANT, "s_none", "a.b", 2)));
        reopen();
        var read = rows().session(Samples.TENANT, "s_1").orElseThrow().progress();
        assertThat(read.majors().orElseThrow()).isEqualTo(Map.of("a.b", 2, "a.c", 1));
        assertThat(read.recentCalls()).containsExactly("c_1");
        assertThat(rows().session(Samples.TENANT, "s_none")).isEmpty();
    }

    @Test
    void setsSeqToTheSessionsOwnLastRecord() throws Exception {
        engine.commit(Batch.of(new Write.PutSession(Samples.session("s_1", "a"), 0), Samples.append("s_1", "t_1", "1"),
                Samples.append("s_2", "t_2", "2")));
        assertThat(rows().session(Samples.TENANT, "s_1").orElseThrow().progress().seq()).isEqualTo(1);
        engine.commit(Batch.of(new Write.PutProgress(Samples.TENANT, "s_1", Samples.progress()),
                Samples.append("s_2", "t_2", "3")));
        assertThat(rows().session(Samples.TENANT, "s_1").orElseThrow().progress().seq()).isEqualTo(1);
        engine.commit(Batch.of(Samples.append("s_2", "t_2", "4"), Samples.append("s_1", "t_1", "5"),
                new Write.PutProgress(Samples.TENANT, "s_1", Samples.progress())));
        assertThat(rows().session(Samples.TENANT, "s_1").orElseThrow().progress().seq()).isEqualTo(5);
    }

    @Test
    void claimsAMessageOnceAndLeadsToItsTurn() throws Exception {
        var claim = new Write.ClaimMessage(Samples.TENANT, "webhook", "m1", "s_1", "t_1", Samples.AT);
        var again = new Write.ClaimMessage(Samples.TENANT, "webhook", "m1", "s_1", "t_2", Samples.AT);
        var turn = Samples.turn("t_1", "s_1", Turn.State.QUEUED);
        engine.commit(Batch.of(claim, new Write.PutTurn(turn)));
        assertThat(refusal(engine.submit(Batch.of(again, Samples.append("s_1", "t_2", "x")))))
                .isEqualTo(Reason.DUPLICATE_MESSAGE);
        reopen();
        assertThat(refusal(engine.submit(Batch.of(again)))).isEqualTo(Reason.DUPLICATE_MESSAGE);
        assertThat(rows().claimed(Samples.TENANT, "webhook", "m1")).contains(turn);
        assertThat(rows().claimed(Samples.TENANT, "webchat", "m1")).isEmpty();
        assertThat(rows().turn(Samples.TENANT, "t_2")).isEmpty();
        assertThat(engine.journal().newest()).isZero();
    }

    @Test
    void oneCallersConflictFailsNoOthers() throws Exception {
        var commits = new ArrayList<CompletableFuture<Commit>>();
        for (int i = 0; i < 300; i++) {
            commits.add(engine.submit(Batch.of(Samples.append("s_" + i, "t_" + i, "text" + i),
                    new Write.PutOutcome(Samples.outcome("key" + i / 3, Samples.AT)))));
        }
        long kept = 0;
        for (int i = 0; i < 300; i++) {
            if (i % 3 == 0) {
                assertThat(commits.get(i).join().position()).isEqualTo(++kept);
            } else {
                assertThat(refusal(commits.get(i))).isEqualTo(Reason.OUTCOME_EXISTS);
            }
        }
        assertThat(engine.journal().after(0, 1000)).hasSize(100);
        reopen();
        assertThat(engine.journal().after(0, 1000)).hasSize(100).extracting(found -> found.entry().session())
                .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(i -> "s_" + 3 * i).toList());
    }

    @Test
    void aBatchSeesWhatBatchesBeforeItWrote() throws Exception {
        var session = Samples.session("s_1", "thread");
        var created = engine.submit(Batch.of(new Write.PutSession(session, 0)));
        var second = engine.submit(
                Batch.of(new Write.PutSession(Samples.revised(session, 2, Session.ExecutionState.PAUSED), 1)));
        var third = engine.submit(
                Batch.of(new Write.PutSession(Samples.revised(session, 3, Session.ExecutionState.ACTIVE), 2)));
        var late = engine.submit(
                Batch.of(new Write.PutSession(Samples.revised(session, 2, Session.ExecutionState.PAUSED), 1)));
        CompletableFuture.allOf(created, second, third).join();
        assertThat(refusal(late)).isEqualTo(Reason.REVISION);
        assertThat(rows().session(Samples.TENANT, "s_1").orElseThrow().revision()).isEqualTo(3);
    }

    @Test
    void listsWhatAPrincipalOwns() throws Exception {
        for (var owner : List.of("k_1", "k_2", "no\u0000key", "x".repeat(200))) {
            for (int i = 1; i <= 3; i++) {
                var id = "s_" + owner.hashCode() + "_" + i;
                engine.commit(Batch.of(new Write.PutSession(Samples.owned(id, owner, "thread" + i), 0)));
            }
        }
        reopen();
        var first = rows().sessionsOf(Samples.TENANT, "k_1", null, 2);
        assertThat(first).hasSize(2).allMatch(session -> session.peer().equals("k_1"));
        assertThat(rows().sessionsOf(Samples.TENANT, "k_1", first.getLast().id(), 2)).hasSize(1);
        assertThat(rows().sessionsOf("other", "k_1", null, 2)).isEmpty();
        assertThat(rows().sessionsOf(Samples.TENANT, "", null, 2)).as("what has no owner is nobody's").isEmpty();
        assertThat(rows().sessions(Samples.TENANT, null, 501)).hasSize(12);
    }

    @Test
    void listsByIdFromAnIdOn() throws Exception {
        for (int i = 1; i <= 5; i++) {
            engine.commit(Batch.of(new Write.PutSession(Samples.session("s_" + i, "thread" + i), 0),
                    new Write.PutTurn(Samples.turn("t_" + i, "s_1",
                            i == 5 ? Turn.State.RUNNING : i == 4 ? Turn.State.FAILED : Turn.State.FINISHED))));
        }
        reopen();
        assertThat(rows().sessions(Samples.TENANT, null, 2)).extracting(Session::id).containsExactly("s_1", "s_2");
        assertThat(rows().sessions(Samples.TENANT, "s_3", 501)).extracting(Session::id).containsExactly("s_4", "s_5");
        assertThat(rows().sessions("other", null, 2)).isEmpty();
        assertThat(rows().sessionsOf(Samples.TENANT, "octocat", null, 10)).as("a peer owns nothing").isEmpty();
        assertThat(rows().turns(Samples.TENANT, "s_1", "t_2", 2)).extracting(Turn::id).containsExactly("t_3", "t_4");
        assertThat(rows().turns("other", "s_1", null, 2)).isEmpty();
        assertThat(rows().newestFinished(Samples.TENANT, "s_1", 2)).extracting(Turn::id).containsExactly("t_2", "t_3");
        assertThat(rows().openTurns()).extracting(Turn::id).containsExactly("t_5");
        assertThat(rows().turn(Samples.TENANT, "t_4")).contains(Samples.turn("t_4", "s_1", Turn.State.FAILED));
    }

    @Test
    void showsWhatIsOpenAndWhatIsOnItsWay() throws Exception {
        engine.commit(Batch.of(
                new Write.PutCall(Samples.call("c_1", "s_1", Optional.empty(), Call.State.IN_DOUBT, JsonObject.EMPTY)),
                new Write.PutCall(Samples.call("c_2", "s_1", Optional.of("t_1"), Call.State.RUNNING, JsonObject.EMPTY)),
                new Write.PutCall(Samples.call("c_3", "s_1", Optional.empty(), Call.State.FAILED, JsonObject.EMPTY)),
                new Write.PutOutbox(Samples.outbox("o_1", OutboxItem.State.PENDING, Samples.AT.plusSeconds(5))),
                new Write.PutOutbox(Samples.outbox("o_2", OutboxItem.State.PENDING, Samples.AT)),
                new Write.PutOutbox(Samples.outbox("o_3", OutboxItem.State.DELIVERED, Samples.AT))));
        reopen();
        assertThat(rows().openDirectCalls()).extracting(Call::id).containsExactly("c_1");
        assertThat(rows().undelivered("webhook", 10)).extracting(OutboxItem::id).containsExactly("o_2", "o_1");
        assertThat(rows().undelivered("webhook", 1)).extracting(OutboxItem::id).containsExactly("o_2");
        assertThat(rows().undeliveredSurfaces()).containsExactly("webhook");
    }

    @Test
    void tellsASurfacesRepliesFromAnothers() throws Exception {
        engine.commit(Batch.of(
                new Write.PutOutbox(Samples.outbox("o_1", "mail", OutboxItem.State.DELIVERED, Samples.AT)),
                new Write.PutOutbox(Samples.outbox("o_2", "sms", OutboxItem.State.PENDING, Samples.AT)),
                new Write.PutOutbox(Samples.outbox("o_4", "chat", OutboxItem.State.PENDING, Samples.AT)),
                new Write.PutOutbox(Samples.outbox("o_3", "chat", OutboxItem.State.PENDING, Samples.AT))));
        reopen();
        assertThat(rows().undeliveredSurfaces()).containsExactly("chat", "sms");
        assertThat(rows().undelivered("chat", 10)).extracting(OutboxItem::id).containsExactly("o_3", "o_4");
        assertThat(rows().undelivered("mail", 10)).isEmpty();
    }

    @Test
    void keepsTokensBlobsAndOutcomes() throws Exception {
        var token = new Write.StoredToken("k_1", "hash", "ops", new Principal(Principal.Kind.CLIENT, "k_1",
                Samples.TENANT, java.util.Set.of("sessions:*", "tools:read"), Principal.Trust.OPERATOR), Samples.AT,
                null, Samples.AT);
        var blob = new BlobInfo("b_1", Samples.TENANT, "abc", 12, "text/plain", Samples.AT);
        var outcome = Samples.outcome("k".repeat(2000), Samples.AT);
        engine.commit(Batch.of(new Write.PutToken(token), new Write.PutBlob(blob), new Write.PutOutcome(outcome)));
        reopen();
        assertThat(rows().tokens()).containsExactly(token);
        assertThat(rows().blob(Samples.TENANT, "b_1")).contains(blob);
        assertThat(rows().blob("other", "b_1")).isEmpty();
        assertThat(rows().outcome(Samples.TENANT, "p", "messages.send", outcome.key())).contains(outcome);
        assertThat(rows().outcome(Samples.TENANT, "q", "messages.send", outcome.key())).isEmpty();
    }

    @Test
    void aTriggersDueTimeIsSettledOnceAndStaysSettled() throws Exception {
        var fresh = TriggerState.fresh(Samples.TENANT, "parts/reminder", "0 8 * * * UTC", Samples.AT);
        engine.commit(Batch.of(new Write.PutTrigger(fresh, 0)));
        var due = Samples.AT.plusSeconds(60);
        var settled = fresh.after(new TriggerState.Run(due, due, TriggerState.Outcome.FIRED, 2, false,
                Optional.of("s_1"), Optional.of("t_1"), Optional.empty(), Optional.empty()), due);
        engine.commit(Batch.of(Samples.append("s_1", "t_1", "x"), new Write.PutTrigger(settled, 1)));
        assertThat(refusal(engine.submit(Batch.of(Samples.append("s_1", "t_2", "again"),
                new Write.PutTrigger(settled, 1))))).isEqualTo(Reason.REVISION);
        reopen();
        assertThat(rows().trigger(Samples.TENANT, "parts/reminder")).contains(settled);
        assertThat(rows().trigger("other", "parts/reminder")).isEmpty();
        assertThat(settled.skipped()).isEqualTo(2);
    }

    @Test
    void countsWhatIsUsedAndNeverMoreThanALimitLetsHoweverManyAskAtOnce() throws Exception {
        var day = LocalDate.of(2026, 11, 22);
        var each = new Usage(90, 0, 10, Map.of("USD", 5L));
        var money = new Limit(Limit.Span.TENANT_DAY, Optional.of("USD"), 50, "Ask Ada");
        var asked = IntStream.range(0, 40)
                .mapToObj(i -> engine.submit(Batch.of(Samples.append("s_" + i % 4, "t_1", "x"),
                        new Write.Use(Samples.TENANT, "s_" + i % 4, day, each, List.of(money)))))
                .toList();
        var refused = asked.stream().filter(commit -> commit.handle((_, refusal) -> refusal != null).join()).count();
        assertThat(refused).isEqualTo(30);
        assertThat(refusal(asked.getLast())).isEqualTo(Reason.LIMIT_REACHED);
        assertThatThrownBy(asked.getLast()::join).hasMessageContaining("may use 0.00005 USD at most")
                .hasMessageContaining("2026-11-23").hasMessageContaining("Ask Ada");
        reopen();
        // a batch of which nothing was kept has no records either
        assertThat(engine.journal().after(0, 100)).hasSize(10);
        assertThat(rows().usage(Samples.TENANT, day)).isEqualTo(new Usage(900, 0, 100, Map.of("USD", 50L)));
        assertThat(rows().usage(Samples.TENANT, day.plusDays(1))).isEqualTo(Usage.NONE);
        assertThat(rows().usage("other", day)).isEqualTo(Usage.NONE);
        assertThat(IntStream.range(0, 4).mapToObj(i -> rows().usage(Samples.TENANT, "s_" + i).total().tokens())
                .mapToLong(tokens -> tokens).sum()).isEqualTo(1_000);
    }

    @Test
    void whatIsSettledLateLeavesTheNewerDayAlone() throws Exception {
        var monday = LocalDate.of(2026, 11, 23);
        var held = new Usage(10, 0, 10, Map.of());
        engine.commit(Batch.of(new Write.Use(Samples.TENANT, "s_1", monday, held, List.of())));
        engine.commit(Batch.of(new Write.Use(Samples.TENANT, "s_1", monday.plusDays(1), held, List.of())));
        engine.commit(
                Batch.of(new Write.Use(Samples.TENANT, "s_1", monday, new Usage(-5, 0, -5, Map.of()), List.of())));
        reopen();
        var session = rows().usage(Samples.TENANT, "s_1");
        assertThat(session.total().tokens()).isEqualTo(30);
        assertThat(session.on(monday.plusDays(1)).tokens()).isEqualTo(20);
        assertThat(rows().usage(Samples.TENANT, monday).tokens()).isEqualTo(10);
        var most = new Limit(Limit.Span.SESSION_DAY, Optional.empty(), 20, "Ask Ada");
        assertThat(refusal(engine.submit(Batch.of(new Write.Use(Samples.TENANT, "s_1", monday.plusDays(1),
                new Usage(1, 0, 0, Map.of()), List.of(most)))))).isEqualTo(Reason.LIMIT_REACHED);
        engine.commit(Batch.of(new Write.Use(Samples.TENANT, "s_1", monday.plusDays(2), new Usage(20, 0, 0, Map.of()),
                List.of(most))));
    }

    @Test
    void anIdThatNoRowCanHaveIsAbsentInReadsAndRefusedInWrites() throws SQLException {
        for (var id : List.of("", "a\u0000b", "x".repeat(129), "\uD800")) {
            assertThat(rows().session(Samples.TENANT, id)).isEmpty();
            assertThat(rows().turns(Samples.TENANT, id, null, 5)).isEmpty();
            assertThat(rows().sessions(Samples.TENANT, id, 5)).isEmpty();
            assertThat(rows().turns(Samples.TENANT, "s_1", id, 5)).isEmpty();
            assertThat(engine.journal().ofTurn(Samples.TENANT, id)).isEmpty();
            assertThatThrownBy(() -> engine.submit(Batch.of(Samples.append("s_1", id, "x"))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatCouldNotBeReadAgainIsRefused() throws Exception {
        var deepest = Samples.nested(Json.MAX_DEPTH);
        engine.commit(Batch.of(new Write.Append(holding(deepest)),
                new Write.PutCall(Samples.call("c_1", "s_1", Optional.empty(), Call.State.RUNNING,
                        Samples.nested(Json.MAX_DEPTH - 1)))));
        var half = new JsonObject(Map.of("\ud800", JsonNull.NULL));
        for (var write : List.of(new Write.Append(holding(Samples.nested(Json.MAX_DEPTH + 1))),
                new Write.Append(holding(half)),
                new Write.PutCall(Samples.call("c_2", "s_1", Optional.empty(), Call.State.RUNNING,
                        Samples.nested(Json.MAX_DEPTH))))) {
            assertThatThrownBy(() -> engine.submit(Batch.of(write))).isInstanceOf(IllegalArgumentException.class);
        }
        reopen();
        assertThat(engine.journal().after(0, 10)).extracting(record -> record.entry().payload())
                .containsExactly(deepest);
        assertThat(rows().call(Samples.TENANT, "c_1")).isPresent();
        assertThat(rows().call(Samples.TENANT, "c_2")).isEmpty();
    }

    private static Entry holding(JsonObject payload) {
        return new Entry(RecordType.TURN_STEP, Samples.TENANT, "s_1", "t_1", null, Samples.AT, JsonObject.EMPTY,
                payload,
                JsonObject.EMPTY);
    }

    @Test
    void tellsListenersOfEveryCommitInOrderFromTheirRegistrationOn() throws Exception {
        engine.commit(Batch.of(Samples.append("s_1", "t_1", "before")));
        var heard = new LinkedBlockingQueue<Long>();
        var registration = engine.journal()
                .listen(records -> records.forEach(found -> heard.add(found.position())));
        try (registration) {
            IntStream.range(0, 200).mapToObj(i -> engine.submit(Batch.of(Samples.append("s_1", "t_1", "x" + i))))
                    .toList().forEach(CompletableFuture::join);
            for (long position = 2; position <= 201; position++) {
                assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(position);
            }
        }
        engine.commit(Batch.of(Samples.append("s_1", "t_1", "after")));
        engine.journal().after(0, 1000);
        assertThat(heard).isEmpty();
    }

    @Test
    void aMemoryChangesAtTheRevisionThatWasReadAndWithItsRecord() throws Exception {
        engine.commit(Batch.of(new Write.PutMemory(Samples.memory("s_1", 1, "one"), 0),
                Samples.append("s_1", "t_1", "kept")));
        for (var late : List.of(new Write.PutMemory(Samples.memory("s_1", 1, "late"), 0),
                new Write.PutMemory(Samples.memory("s_1", 3, "late"), 2))) {
            assertThat(refusal(engine.submit(Batch.of(Samples.append("s_1", "t_1", "late"), late))))
                    .isEqualTo(Reason.REVISION);
        }
        // put as it is, only to be sure that nobody changed it
        engine.commit(Batch.of(new Write.PutMemory(Samples.memory("s_1", 1, "one"), 1)));
        engine.commit(Batch.of(new Write.PutMemory(Samples.memory("s_1", 2, "two"), 1),
                Samples.append("s_1", "t_1", "kept")));
        reopen();
        assertThat(rows().memory(Samples.TENANT, "s_1", MemoryKind.SUMMARY)).contains(Samples.memory("s_1", 2, "two"));
        assertThat(rows().memory(Samples.TENANT, "s_1", MemoryKind.SCRATCHPAD)).isEmpty();
        assertThat(rows().memory("other", "s_1", MemoryKind.SUMMARY)).isEmpty();
        assertThat(engine.journal().after(0, 10)).extracting(found -> found.entry().payload().text("text"))
                .containsExactly(Optional.of("kept"), Optional.of("kept"));
    }

    @Test
    void anEmptyBatchWaitsForWhatWasSubmittedBefore() throws Exception {
        var first = engine.submit(Batch.of(Samples.append("s_1", "t_1", "x")));
        assertThat(engine.commit(Batch.of()).position()).isEqualTo(1);
        assertThat(first).isCompleted();
    }

    @Test
    void readsWhatWasWrittenAsSoonAsItIsAcknowledged() throws Exception {
        for (int i = 0; i < 200; i++) {
            var turn = Samples.turn("t_" + i, "s_1", Turn.State.QUEUED);
            engine.commit(Batch.of(new Write.PutTurn(turn)));
            assertThat(rows().turn(Samples.TENANT, turn.id())).contains(turn);
            assertThat(rows().openTurns()).hasSize(i + 1);
        }
    }
}
