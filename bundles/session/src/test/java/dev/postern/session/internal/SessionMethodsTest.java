// SPDX-License-Identifier: Apache-2.0
package dev.postern.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.postern.api.json.JsonObject;
import dev.postern.core.session.Session;
import dev.postern.core.session.Session.ExecutionState;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.session.SessionSettings.QueueMode;
import dev.postern.core.session.Sessions;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.json.StrictJson;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions found, shown and changed, on the real store. */
final class SessionMethodsTest {
    private static final Asker ASKER = Asker.of("default");
    private static final SettingsPatch NOTHING = patch(Optional.empty(), Optional.empty());

    @TempDir
    Path home;

    private TestStore kept;
    private SessionDirectory sessions;
    private SessionCommands commands;

    @BeforeEach
    void open() {
        kept = TestStore.open(home, new NoMetrics());
        sessions = new SessionDirectory(kept.rows(), kept.store(), Clock.systemUTC(), SessionSettings.DEFAULT);
        commands = new SessionCommands(kept.rows(), kept.store(), new StrictJson());
    }

    @AfterEach
    void close() {
        kept.close();
    }

    @Test
    void createsOneSessionForARouteHoweverManyAsk() throws Exception {
        var key = new Sessions.Key("default", "hook", "alice", "main");
        var found = new HashSet<String>();
        try (var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<Future<Session>>();
            for (int i = 0; i < 20; i++) {
                asked.add(askers.submit(() -> sessions.findOrCreate(key)));
            }
            for (var one : asked) {
                found.add(one.get().id());
            }
        }
        assertThat(found).hasSize(1);
        var id = found.iterator().next();
        assertThat(kept.journal().ofSession("default", id, 0, 10)).extracting(record -> record.entry().type())
                .containsExactly(RecordType.SESSION_CREATED);
        assertThat(sessions.open(key).opening()).isEmpty();
        assertThat(sessions.open(new Sessions.Key("other", "hook", "alice", "main")).opening()).isNotEmpty();
    }

    @Test
    void changesSettingsAtTheRevisionThatWasSeen() throws Exception {
        var id = create("alice").id();
        var changed = new SessionsUpdate(commands)
                .handle(new SessionsUpdate.Params(id, 1, patch(Optional.of("echo"), Optional.empty())), ASKER)
                .session();
        assertThat(changed.revision()).isEqualTo(2);
        assertThat(changed.settings().planner()).contains("echo");
        assertThat(kept.rows().session("default", id).orElseThrow().settings().planner()).contains("echo");
        var record = kept.journal().ofSession("default", id, 0, 10).getLast().entry();
        assertThat(record.type()).isEqualTo(RecordType.SESSION_UPDATED);
        assertThat(record.meta().integer("revision")).contains(2L);
        assertThat(record.event().text("session")).contains(id);

        var back = new SessionsUpdate(commands)
                .handle(new SessionsUpdate.Params(id, 2, patch(Optional.of(""), Optional.empty())), ASKER).session();
        assertThat(back.settings().planner()).isEmpty();
    }

    @Test
    void refusesAChangeFromAnotherRevisionAndNamesTheCurrentOne() throws Exception {
        var id = create("alice").id();
        commands.update(id, 1, NOTHING, ASKER);
        assertThatThrownBy(() -> commands.update(id, 1, NOTHING, ASKER))
                .isInstanceOfSatisfying(WireException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT);
                    assertThat(refused.details().getFirst().integer("revision")).contains(2L);
                });
    }

    @Test
    void letsOneOfManyChangesFromOneRevisionThrough() throws Exception {
        var id = create("alice").id();
        int through = 0;
        try (var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<Future<?>>();
            for (int i = 0; i < 10; i++) {
                asked.add(askers.submit(() -> commands.update(id, 1, NOTHING, ASKER)));
            }
            for (var one : asked) {
                try {
                    one.get();
                    through++;
                } catch (ExecutionException refused) {
                    assertThat(refused).cause().isInstanceOfSatisfying(WireException.class,
                            cause -> assertThat(cause.code()).isEqualTo(ErrorCode.CONFLICT));
                }
            }
        }
        assertThat(through).isEqualTo(1);
        assertThat(kept.rows().session("default", id).orElseThrow().revision()).isEqualTo(2);
    }

    @Test
    void storesTheOutcomeWithTheChange() throws Exception {
        var id = create("alice").id();
        commands.turnTo(ExecutionState.PAUSED, id, Optional.of("lunch"), ASKER.withKey("once"));
        var outcome = kept.rows().outcome("default", "k_1", "test", "once").orElseThrow();
        assertThat(outcome.outcome().object("session").orElseThrow().text("state")).contains("paused");
    }

    @Test
    void movesBetweenStatesAndLeavesWhatIsThereAlready() throws Exception {
        var id = create("alice").id();
        assertThat(state(new SessionsPause(commands).handle(new SessionsPause.Params(id, Optional.empty()), ASKER)))
                .isEqualTo(ExecutionState.PAUSED);
        assertThat(new SessionsPause(commands).handle(new SessionsPause.Params(id, Optional.empty()), ASKER).session()
                .revision()).isEqualTo(2);
        assertThat(state(new SessionsQuarantine(commands)
                .handle(new SessionsQuarantine.Params(id, Optional.of("odd")), ASKER)))
                .isEqualTo(ExecutionState.QUARANTINED);
        assertThat(state(new SessionsResume(commands).handle(new SessionsResume.Params(id, Optional.empty()), ASKER)))
                .isEqualTo(ExecutionState.ACTIVE);
    }

    @Test
    void refusesSettingsThatMeanNothing() throws Exception {
        var id = create("alice").id();
        assertRefused(ErrorCode.INVALID_PARAMS,
                () -> commands.update(id, 1, patch(Optional.of("No Planner"), Optional.empty()), ASKER));
        assertRefused(ErrorCode.INVALID_PARAMS, () -> commands.update(id, 1, lists(List.of("Files.*"), "low"), ASKER));
        assertRefused(ErrorCode.INVALID_PARAMS, () -> commands.update(id, 1, lists(List.of("*"), "huge"), ASKER));
        commands.update(id, 1, lists(List.of("files.*", "time.now", "*"), "medium"), ASKER);
    }

    @Test
    void takesQueueModesAndWhatBoundsACollection() throws Exception {
        var id = create("alice").id();
        for (var mode : QueueMode.values()) {
            var session = commands.find(id, ASKER);
            assertThat(commands.update(id, session.revision(), patch(Optional.empty(), Optional.of(mode)), ASKER)
                    .session().settings().queueMode()).isEqualTo(mode);
        }
        long revision = commands.find(id, ASKER).revision();
        for (var wrong : List.of(collect(-1, 1, 1, 0), collect(60_001, 1, 1, 0), collect(0, 0, 1, 0),
                collect(0, 101, 1, 0), collect(0, 1, 0, 0), collect(0, 1, 1_048_577, 0), collect(0, 1, 1, -1),
                collect(0, 1, 1, 600_001))) {
            assertRefused(ErrorCode.INVALID_PARAMS, () -> commands.update(id, revision, collecting(wrong), ASKER));
        }
        var widest = commands.update(id, revision, collecting(collect(60_000, 100, 1_048_576, 600_000)), ASKER);
        assertThat(widest.session().settings().collect().orElseThrow().maxMessages()).contains(100);
        assertThat(commands.update(id, revision + 1, patch(Optional.empty(), Optional.empty()), ASKER).session()
                .settings().collect()).as("what is absent stays").isPresent();
        var nothing = new SettingsPatch.Collect(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(commands.update(id, revision + 2, collecting(nothing), ASKER).session().settings().collect())
                .as("as configured").isEmpty();
    }

    @Test
    void takesModelsByWhatTheyAreFor() throws Exception {
        var id = create("alice").id();
        for (var wrong : List.of(Map.of("default", "small"), Map.of("default", "local/"),
                Map.of("other", "local/small"), Map.of("tool", "local/" + "x".repeat(200)))) {
            assertThatThrownBy(() -> commands.update(id, 1, unread(wrong, ""), ASKER))
                    .hasMessageStartingWith("params/settings/models: ");
        }
        var models = Map.of("default", "local/llama3.2:3b", "tool", "far/org/model-1");
        assertThat(commands.update(id, 1, unread(models, ""), ASKER).session().settings().models()).isEqualTo(models);
        commands.update(id, 2, unread(Map.of(), ""), ASKER);
    }

    @Test
    void aModelWhoseEndpointIsNotThereIsRefusedWithThoseThatAre() throws Exception {
        var id = create("alice").id();
        commands.update(id, 1, unread(Map.of("tool", "gone/m"), ""), ASKER);
        commands.models = name -> name.startsWith("local/") ? Optional.empty() : Optional.of("there are [local]");
        assertThatThrownBy(() -> commands.update(id, 2, unread(Map.of("default", "lokal/m"), ""), ASKER))
                .hasMessage("params/settings/models/default: there are [local]")
                .isInstanceOfSatisfying(WireException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_PARAMS));
        // what was set before is no news
        commands.update(id, 2, unread(Map.of("default", "local/m", "tool", "gone/m"), ""), ASKER);
    }

    @Test
    void takesAnInstructionAndLimitsAndGivesThemUpAgain() throws Exception {
        var id = create("alice").id();
        var limits = new SettingsPatch.Limits(Optional.of(1_000L), Optional.empty(), Optional.of("0.50 USD"),
                Optional.empty(), Optional.empty());
        var set = commands.update(id, 1, layered(Optional.of("Speak French."), Optional.of(limits)), ASKER).session();
        assertThat(set.settings().instruction()).contains("Speak French.");
        assertThat(set.settings().limits()).contains(limits);
        assertThat(commands.update(id, 2, NOTHING, ASKER).session().settings().limits()).contains(limits);
        var none = new SettingsPatch.Limits(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty());
        var bare = commands.update(id, 3, layered(Optional.of(""), Optional.of(none)), ASKER).session().settings();
        assertThat(bare.instruction()).isEmpty();
        assertThat(bare.limits()).isEmpty();
        var bad = new SettingsPatch.Limits(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("5"),
                Optional.empty());
        assertThatThrownBy(() -> commands.update(id, 4, layered(Optional.empty(), Optional.of(bad)), ASKER))
                .hasMessageStartingWith("params/settings/limits/spend: an amount is such as 2.50 USD");
    }

    @Test
    void whatIsErasedTellsModelsNothingAnyMore() throws Exception {
        var id = create("alice").id();
        commands.update(id, 1, layered(Optional.of("I am called Alice."), Optional.empty()), ASKER);
        assertThat(commands.erase(id, ASKER).session().settings().instruction()).isEmpty();
        assertThat(kept.rows().session("default", id).orElseThrow().settings().instruction()).isEmpty();
    }

    @Test
    void takesHowApprovalsAreAskedFor() throws Exception {
        var id = create("alice").id();
        assertRefused(ErrorCode.INVALID_PARAMS, () -> commands.update(id, 1, unread(Map.of(), "perhaps"), ASKER));
        long revision = 1;
        for (var mode : List.of("deny", "ask", "")) {
            var changed = commands.update(id, revision++, unread(Map.of(), mode), ASKER);
            assertThat(changed.session().settings().approvalMode())
                    .isEqualTo(Optional.of(mode).filter(set -> !set.isEmpty()));
        }
    }

    @Test
    void tellsNothingOfAnotherTenantsSession() throws Exception {
        var id = create("alice").id();
        var stranger = Asker.of("other");
        var words = "there is no session " + id;
        assertThatThrownBy(() -> new SessionsGet(commands).handle(new SessionsGet.Params(id), stranger))
                .hasMessage(words);
        assertThatThrownBy(() -> commands.update(id, 1, NOTHING, stranger)).hasMessage(words);
        assertThatThrownBy(() -> commands.turnTo(ExecutionState.PAUSED, id, Optional.empty(), stranger))
                .hasMessage(words);
        assertThatThrownBy(() -> new SessionsHistory(commands, kept.journal())
                .handle(new SessionsHistory.Params(id, 10, Optional.empty()), stranger)).hasMessage(words);
        assertThat(new SessionsList(kept.rows()).handle(new SessionsList.Params(10, Optional.empty()), stranger)
                .sessions()).isEmpty();
    }

    @Test
    void tellsNothingOfAnotherPrincipalsSession() throws Exception {
        var theirs = sessions.findOrCreate(new Sessions.Key("default", Session.GATEWAY, "k_2", "main")).id();
        var peers = sessions.findOrCreate(new Sessions.Key("default", "hook", "k_3", "main")).id();
        var own = sessions.findOrCreate(new Sessions.Key("default", Session.GATEWAY, "k_3", "main")).id();
        var direct = sessions.findOrCreate(new Sessions.Key("default", Session.DIRECT, "k_3", "direct")).id();
        var modest = Asker.modest("k_3", "sessions:read", "sessions:write");
        for (var hidden : List.of(theirs, peers)) {
            assertThatThrownBy(() -> commands.find(hidden, modest)).hasMessage("there is no session " + hidden);
        }
        assertThat(commands.find(own, modest).id()).isEqualTo(own);
        var list = new SessionsList(kept.rows());
        var first = list.handle(new SessionsList.Params(1, Optional.empty()), modest);
        assertThat(first.sessions()).extracting(SessionView::id).containsExactly(own);
        var second = list.handle(new SessionsList.Params(1, first.next()), modest);
        assertThat(second.sessions()).extracting(SessionView::id).containsExactly(direct);
        assertThat(second.next()).isEmpty();

        var wide = Asker.modest("k_4", "sessions:read", "sessions:others");
        assertThat(commands.find(theirs, wide).id()).isEqualTo(theirs);
        assertThat(list.handle(new SessionsList.Params(10, Optional.empty()), wide).sessions()).hasSize(4);
    }

    @Test
    void letsNobodyLiftTheQuarantineHeIsIn() throws Exception {
        var own = sessions.findOrCreate(new Sessions.Key("default", Session.GATEWAY, "k_3", "main")).id();
        var modest = Asker.modest("k_3", "sessions:write");
        commands.turnTo(ExecutionState.QUARANTINED, own, Optional.of("odd"), ASKER);
        for (var state : List.of(ExecutionState.ACTIVE, ExecutionState.PAUSED)) {
            assertRefused(ErrorCode.FORBIDDEN, () -> commands.turnTo(state, own, Optional.empty(), modest));
        }
        assertThat(state(commands.turnTo(ExecutionState.ACTIVE, own, Optional.empty(), ASKER)))
                .isEqualTo(ExecutionState.ACTIVE);
    }

    @Test
    void listsByPage() throws Exception {
        for (int i = 0; i < 5; i++) {
            create("peer-" + i);
        }
        var list = new SessionsList(kept.rows());
        var seen = new ArrayList<String>();
        Optional<String> next = Optional.empty();
        do {
            var page = list.handle(new SessionsList.Params(2, next), ASKER);
            page.sessions().forEach(session -> seen.add(session.peer()));
            next = page.next();
        } while (next.isPresent());
        assertThat(seen).containsExactlyInAnyOrder("peer-0", "peer-1", "peer-2", "peer-3", "peer-4");
    }

    @Test
    void showsTheJournalByPageWithoutWhatOnlyAReplayNeeds() throws Exception {
        var id = create("alice").id();
        for (int i = 0; i < 3; i++) {
            kept.store().commit(Batch.of(new Write.Append(new Entry(RecordType.DECIDE_FINISHED, "default", id, "t_1",
                    null, Instant.now(), JsonObject.builder().put("step", i).build(), JsonObject.of("said", "hello"),
                    JsonObject.of("seed", "hidden-seed")))));
        }
        var history = new SessionsHistory(commands, kept.journal());
        var first = history.handle(new SessionsHistory.Params(id, 3, Optional.empty()), ASKER);
        var second = history.handle(new SessionsHistory.Params(id, 3, first.next()), ASKER);
        assertThat(first.records()).extracting(SessionsHistory.Item::type).containsExactly("session.created",
                "decide.finished", "decide.finished");
        assertThat(second.records()).hasSize(1);
        assertThat(second.next()).isEmpty();
        assertThat(second.records().getFirst().meta().integer("step")).contains(2L);
        assertThat(new StrictJson().write(first).toString()).contains("hello").doesNotContain("hidden-seed");
        assertRefused(ErrorCode.INVALID_PARAMS,
                () -> history.handle(new SessionsHistory.Params(id, 3, Optional.of("nonsense")), ASKER));
    }

    @Test
    void showsALongJournalByPagesOfBoundedSize() throws Exception {
        var id = create("alice").id();
        var large = "x".repeat(400_000);
        for (int i = 0; i < 12; i++) {
            kept.store().commit(Batch.of(new Write.Append(new Entry(RecordType.DECIDE_FINISHED, "default", id, "t_1",
                    null, Instant.now(), JsonObject.builder().put("step", i).build(), JsonObject.of("said", large),
                    JsonObject.EMPTY))));
        }
        var history = new SessionsHistory(commands, kept.journal());
        var steps = new ArrayList<Long>();
        Optional<String> next = Optional.empty();
        do {
            var page = history.handle(new SessionsHistory.Params(id, 500, next), ASKER);
            assertThat(new StrictJson().write(page).toString().length()).isLessThan(2_000_000);
            page.records().forEach(record -> record.meta().integer("step").ifPresent(steps::add));
            next = page.next();
        } while (next.isPresent());
        assertThat(steps).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
    }

    @Test
    void takesNoNamesOfToolsThatNoToolCanHave() throws Exception {
        var id = create("alice").id();
        for (var name : List.of("x", "", "*.x", "a..b", "x".repeat(2_000), "a" + ".a".repeat(100_000), "Time.Now",
                "a." + "b".repeat(63))) {
            assertRefused(ErrorCode.INVALID_PARAMS, () -> commands.update(id, 1, lists(List.of(name), "low"), ASKER));
        }
        commands.update(id, 1, lists(List.of("*", "time.*", "a.b.*", "time.now", "a." + "b".repeat(62)), "low"), ASKER);
    }

    private Session create(String peer) throws Exception {
        return sessions.findOrCreate(new Sessions.Key("default", "hook", peer, "main"));
    }

    private static ExecutionState state(SessionView.One one) {
        return one.session().state();
    }

    private static SettingsPatch patch(Optional<String> planner, Optional<QueueMode> mode) {
        return new SettingsPatch(planner, Optional.empty(), mode, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(Map.of("files.read", 1)), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    private static SettingsPatch layered(Optional<String> instruction, Optional<SettingsPatch.Limits> limits) {
        return new SettingsPatch(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(),
                Optional.empty(), Optional.empty(), instruction, limits);
    }

    private static SettingsPatch unread(Map<String, String> models, String approvalMode) {
        return new SettingsPatch(Optional.empty(), Optional.of(models), Optional.of(QueueMode.QUEUE), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(approvalMode),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    private static SettingsPatch lists(List<String> allow, String maxRisk) {
        return new SettingsPatch(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(5),
                Optional.of(allow), Optional.of(allow), Optional.of(maxRisk), Optional.empty(), Optional.of(""),
                Optional.of(true),
                Optional.of(7), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static SettingsPatch.Collect collect(int quietMs, int messages, int bytes, int ageMs) {
        return new SettingsPatch.Collect(Optional.of(quietMs), Optional.of(messages), Optional.of(bytes),
                Optional.of(ageMs));
    }

    private static SettingsPatch collecting(SettingsPatch.Collect collect) {
        return new SettingsPatch(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(collect), Optional.empty(),
                Optional.empty());
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable what) {
        assertThatThrownBy(what).isInstanceOfSatisfying(WireException.class,
                refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
