// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.tool.Risk;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.ApprovalRecords;
import dev.postern.core.hash.Sha256;
import dev.postern.core.home.PosternHome;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Erased;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.OutboxItem;
import dev.postern.core.turn.Turn;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is erased is in no row any more, and the chain is as valid as before; on the real store. */
class ErasureTest {
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final String CANARY = "canary-7b1e";
    /** Methods whose outcomes are kept for repeats. */
    private static final List<String> KEPT = List.of("tools.invoke", "approvals.decide", "turns.cancel",
            "approvals.hold", "calls.resolve", "calls.cancel");
    @TempDir
    Path folder;
    private TestStore store;

    @BeforeEach
    void open() throws Exception {
        store = TestStore.open(folder, new NoMetrics());
        for (var id : List.of("s_1", "s_2")) {
            store.store().commit(Batch.of(new Write.PutSession(session(id, 1), 0)));
            fill(id);
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void nothingThatWasSaidIsInAnyRowAndTheChainStands() throws Exception {
        assertThat(tablesWith(CANARY + "-s_1"))
                .contains("CALLS", "TURNS", "APPROVALS", "OUTBOX", "OUTCOMES", "PROGRESS",
                        "JOURNAL_202611")
                .doesNotContain("AUDIT");
        var links = store.audit().head("default");
        erase("s_1");
        // what is kept in memory says no more than what is on disk
        tells("s_1", false);
        tells("s_2", true);
        assertThat(tablesWith(CANARY + "-s_1")).isEmpty();
        assertThat(tablesWith(CANARY + "-s_2")).contains("CALLS", "JOURNAL_202611");
        tells("s_1", false);
        tells("s_2", true);
        assertThat(store.audit().head("default").seq()).as("the act alone was added").isEqualTo(links.seq() + 1);
        assertThat(verify()).satisfies(result -> {
            assertThat(result.valid()).isTrue();
            assertThat(result.erased()).isEqualTo(5);
        });
        // the session goes on
        store.store().commit(Batch.of(append(RecordType.MESSAGE_ACCEPTED, "s_1", JsonObject.EMPTY, said("s_1"))));
        assertThat(store.journal().ofSession("default", "s_1", 0, 1_000).getLast().entry().payload())
                .isEqualTo(said("s_1"));
    }

    /** Somebody else asked a tool which calls there are: what it answered is no part of the session. */
    @Test
    void anOutcomeThatMerelyListsTheSessionsIdsStays() throws Exception {
        var listed = JsonArray.ofStrings(List.of("t_s_1", "c_s_1", "a_s_1"));
        var output = JsonObject.builder().put("call", "c_s_1").put("ids", listed).build();
        var returned = ok(JsonObject.builder().put("call", "c_other").put("output", output).build());
        var failed = refused("seen: c_s_1", JsonObject.of("call", "c_other"));
        store.store().commit(Batch.of(kept("other", "returned", returned), kept("other", "failed", failed),
                kept("op", "sent", ok(JsonObject.builder().put("session", "s_1").put("turn", "t_s_1").build()))));
        erase("s_1");
        assertThat(stored("other", "returned").outcome()).isEqualTo(returned);
        assertThat(stored("other", "failed").outcome()).isEqualTo(failed);
        assertThat(stored("other", "failed").digest()).isEqualTo("d");
        assertThat(stored("op", "sent").outcome().bool("ok")).as("it names the turn itself").contains(false);
    }

    /** Who set what models are told in the session wrote it himself. */
    @Test
    void anOutcomeThatShowsTheSessionsInstructionGoesToo() throws Exception {
        for (var id : List.of("s_1", "s_2")) {
            var shown = JsonObject.builder().put("id", id).put("settings", JsonObject.of("instruction", "secret"))
                    .build();
            store.store()
                    .commit(Batch.of(kept("op", "set " + id, ok(JsonObject.builder().put("session", shown).build()))));
        }
        erase("s_1");
        assertThat(stored("op", "set s_1").outcome().bool("ok")).contains(false);
        assertThat(stored("op", "set s_2").outcome().bool("ok")).contains(true);
    }

    private static Write kept(String principal, String key, JsonObject outcome) {
        return new Write.PutOutcome(
                new Write.StoredOutcome("default", principal, "tools.invoke", key, "d", outcome, AT));
    }

    private Write.StoredOutcome stored(String principal, String key) {
        return store.rows().outcome("default", principal, "tools.invoke", key).orElseThrow();
    }

    @Test
    void whatWasChangedInsteadOfErasedIsFound() throws Exception {
        erase("s_1");
        store.close();
        var forged = Erased.blank(said("s_1")).toString().replace(Erased.TEXT, "nothing happened");
        try (var connection = connect();
                var update = connection.prepareStatement(
                        "update journal_202611 set payload = ? where first_position = (select min(first_position) from"
                                + " journal_202611 where session = 's_1')")) {
            update.setBytes(1, (forged + "\n").repeat(6).getBytes(StandardCharsets.UTF_8));
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
        shutDown();
        store = TestStore.open(folder, new NoMetrics());
        assertThat(verify().valid()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(value = Turn.State.class, names = {"QUEUED", "RUNNING", "WAITING_APPROVAL", "IN_DOUBT"})
    void notWhileATurnIsOpen(Turn.State state) throws Exception {
        store.store().commit(Batch.of(new Write.PutTurn(turn("t_open", "s_1", state))));
        assertThatThrownBy(() -> erase("s_1")).isInstanceOfSatisfying(StoreException.class, refused -> assertThat(
                refused.reason()).isEqualTo(StoreException.Reason.SESSION_BUSY)).hasMessageContaining("t_open");
        tells("s_1", true);
        assertThat(store.rows().session("default", "s_1").orElseThrow().revision()).isEqualTo(1);
        store.store().commit(Batch.of(new Write.PutTurn(turn("t_open", "s_1", Turn.State.FINISHED))));
        erase("s_1");
        tells("s_1", false);
    }

    @Test
    void notWhileACallOrAReplyIsOpen() throws Exception {
        store.store().commit(Batch.of(new Write.PutCall(call("c_open", "s_1", Call.State.RUNNING, Optional.empty()))));
        assertThatThrownBy(() -> erase("s_1")).hasMessageContaining("the call c_open is open");
        store.store().commit(Batch.of(
                new Write.PutCall(call("c_open", "s_1", Call.State.FINISHED, Optional.of(AT))),
                new Write.PutOutbox(reply("o_open", "s_1", OutboxItem.State.PENDING))));
        assertThatThrownBy(() -> erase("s_1")).hasMessageContaining("the reply o_open is on its way");
        tells("s_1", true);
    }

    private void erase(String id) throws StoreException {
        var found = store.rows().session("default", id).orElseThrow();
        store.store().commit(Batch.of(new Write.PutSession(session(id, found.revision() + 1), found.revision()),
                new Write.EraseSession("default", id),
                append(RecordType.SESSION_ERASED, id, JsonObject.of("by", "op"), JsonObject.EMPTY)));
    }

    /** Whether what is read of the session still says what it said; everything else is there whatever it says. */
    private void tells(String id, boolean all) {
        var rows = store.rows();
        var call = rows.call("default", "c_" + id).orElseThrow();
        assertThat(call.state()).isEqualTo(Call.State.FAILED);
        assertThat(call.error().orElseThrow().code()).isEqualTo("timeout");
        var turn = rows.turn("default", "t_" + id).orElseThrow();
        assertThat(turn.reply()).contains(all ? text(id) : Erased.TEXT);
        var approval = rows.approval("default", "a_" + id).orElseThrow();
        assertThat(approval.digest()).isEqualTo("d2");
        assertThat(approval.decision().orElseThrow().by()).isEqualTo("op");
        var records = store.journal().ofSession("default", id, 0, 1_000);
        var newest = store.journal().after(0, 1_000).stream()
                .filter(record -> id.equals(record.entry().session())).toList();
        assertThat(newest).isEqualTo(records);
        assertThat(records).isNotEmpty();
        var texts = List.<Object>of(call, turn, approval, rows.reply("default", "o_" + id).orElseThrow(),
                rows.session("default", id).orElseThrow().progress(), records);
        assertThat(texts).allSatisfy(each -> assertThat(each.toString().contains(text(id))).isEqualTo(all));
        for (var method : KEPT) {
            var outcome = rows.outcome("default", "op", method, "key_" + id).orElseThrow();
            assertThat(outcome.digest()).as("nothing is left to try texts against").isEqualTo(all ? "d" : Erased.TEXT);
            if (all) {
                assertThat(outcome.outcome()).isEqualTo(outcome(method, id));
            } else {
                assertThat(outcome.outcome().bool("ok")).as(method).contains(false);
                assertThat(outcome.outcome().object("error").orElseThrow().text("code")).contains("conflict");
                assertThat(outcome.outcome().toString()).contains("was erased with its session " + id)
                        .doesNotContain(text(id));
            }
        }
        if (!all) {
            assertThat(call.input()).isEqualTo(Erased.OBJECT);
            assertThat(records.getFirst().entry().payload()).satisfies(payload -> {
                assertThat(Erased.is(payload)).isTrue();
                assertThat(payload.text("text")).contains(Erased.TEXT);
            });
        }
    }

    private void fill(String id) throws StoreException {
        var said = said(id);
        var approval = approval("a_" + id, id);
        var writes = new ArrayList<Write>();
        writes.add(append(RecordType.MESSAGE_ACCEPTED, id, JsonObject.of("peer", "op"), said));
        writes.add(append(RecordType.TOOL_STARTED, id, JsonObject.of("tool", "mail.send"), said));
        writes.add(new Write.Append(new Entry(RecordType.POLICY_DECIDED, "default", id, "t_" + id, "c_" + id, AT,
                JsonObject.of("effect", "confirm"), JsonObject.EMPTY, said)));
        writes.add(append(RecordType.TOOL_FINISHED, id, JsonObject.of("state", "failed"), said));
        writes.addAll(ApprovalRecords.requested(approval));
        writes.addAll(ApprovalRecords.decided(approval, Approval.State.DENIED,
                new Approval.Decision("op", AT, text(id))));
        KEPT.forEach(method -> writes.add(new Write.PutOutcome(new Write.StoredOutcome("default", "op", method,
                "key_" + id, "d", outcome(method, id), AT))));
        writes.add(new Write.PutTurn(turn("t_" + id, id, Turn.State.FINISHED)));
        writes.add(new Write.PutCall(call("c_" + id, id, Call.State.FAILED, Optional.of(AT))));
        writes.add(new Write.PutOutbox(reply("o_" + id, id, OutboxItem.State.DELIVERED)));
        writes.add(new Write.PutProgress("default", id, new SessionProgress(0,
                Optional.of(new SessionProgress.Memo("t_" + id, "rules", said, AT)), List.of("c_" + id))));
        store.store().commit(new Batch(writes));
    }

    /** What methods answer about a session, each in another shape. */
    private static JsonObject outcome(String method, String id) {
        var call = JsonObject.builder().put("call", "c_" + id).put("said", said(id)).build();
        return switch (method) {
            case "tools.invoke" -> ok(call);
            case "approvals.decide" -> ok(JsonObject.builder().put("approval", JsonObject.of("id", "a_other"))
                    .put("also", new JsonArray(List.of(call))).build());
            case "turns.cancel" -> ok(JsonObject.builder().put("turn",
                    JsonObject.builder().put("id", "t_" + id).put("reply", text(id)).build()).build());
            case "approvals.hold" -> refused(text(id), JsonObject.builder().put("approval", "a_" + id).build());
            case "calls.resolve" -> refused(text(id), call);
            case "calls.cancel" -> refused("the call c_" + id + ": " + text(id), JsonObject.EMPTY);
            default -> throw new IllegalArgumentException(method);
        };
    }

    private static JsonObject ok(JsonObject result) {
        return JsonObject.builder().put("ok", true).put("result", result).build();
    }

    private static JsonObject refused(String message, JsonObject detail) {
        return JsonObject.builder().put("ok", false).put("error", JsonObject.builder().put("code", "denied")
                .put("message", message).put("details", new JsonArray(List.of(detail))).build()).build();
    }

    private static String text(String id) {
        return CANARY + '-' + id;
    }

    private static JsonObject said(String id) {
        return JsonObject.builder().put("text", text(id)).put("in", JsonObject.of("deep", text(id)))
                .put("list", JsonArray.ofStrings(List.of(text(id)))).put("none", JsonNull.NULL).build();
    }

    private static Write append(RecordType type, String session, JsonObject meta, JsonObject payload) {
        return new Write.Append(new Entry(type, "default", session, "t_" + session, "c_" + session, AT, meta, payload,
                JsonObject.EMPTY));
    }

    private static Session session(String id, long revision) {
        return new Session(id, "default", "default", Session.GATEWAY, "op", id, AT, AT, revision,
                Session.ExecutionState.ACTIVE, SessionSettings.DEFAULT, SessionProgress.NONE);
    }

    private static Turn turn(String id, String session, Turn.State state) {
        return new Turn(id, "default", session, state, AT, Optional.of(AT).filter(_ -> state.ended()),
                Optional.of(text(session)), Optional.of(new Turn.Failure("timeout", text(session))), 1, 4);
    }

    private static Call call(String id, String session, Call.State state, Optional<Instant> ended) {
        return new Call(id, "default", session, Optional.empty(), "op", "mail.send", "1.0.0", "b/1/abc", state, 1,
                said(session), Optional.of(said(session)),
                Optional.of(new Call.Failure("timeout", Optional.empty(), text(session), true)),
                Optional.of("a_" + session), AT, ended);
    }

    private static Approval approval(String id, String session) {
        return new Approval(id, "default", session, Optional.of("t_" + session), 1, "c_" + session, "op",
                Approval.Mode.CONFIRM, "mail.send", "1.0.0", "b/1/abc", Optional.empty(), Risk.MEDIUM, Origin.PERSON,
                said(session), "d1",
                said(session), List.of("risk.medium"), "by risk", 0, "d2", AT, AT.plusSeconds(60),
                Approval.State.PENDING, Optional.empty(), Optional.of(said(session)));
    }

    private static OutboxItem reply(String id, String session, OutboxItem.State state) {
        return new OutboxItem(id, "default", session, "t_" + session, "hook", "op", session, text(session),
                said(session), state, 1, AT, Optional.of(text(session)), AT);
    }

    private AuditVerify.Result verify() throws Exception {
        var signer = new HeadSigner(store.audit(), new PosternHome(folder), new Settings(""));
        try {
            return new AuditVerify(store.store(), store.audit(), store.journal(), Sha256::hex, signer)
                    .handle(new AuditVerify.Params(Chains.Which.TENANT, true), Asker.OPERATOR);
        } finally {
            signer.close();
        }
    }

    /** Closes the store, looks through every column of every table, and opens it again. */
    private Set<String> tablesWith(String text) throws Exception {
        store.close();
        var found = new TreeSet<String>();
        try (var connection = connect()) {
            for (var table : tables(connection)) {
                try (var rows = connection.createStatement().executeQuery("select * from " + table)) {
                    while (rows.next()) {
                        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                            if (shown(rows, column).contains(text)) {
                                found.add(table);
                            }
                        }
                    }
                }
            }
        }
        shutDown();
        store = TestStore.open(folder, new NoMetrics());
        return found;
    }

    private static String shown(ResultSet rows, int column) throws SQLException {
        if (rows.getMetaData().getColumnType(column) != Types.BLOB) {
            return String.valueOf(rows.getString(column));
        }
        var bytes = rows.getBytes(column);
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<String> tables(Connection connection) throws SQLException {
        var names = new ArrayList<String>();
        try (var tables = connection.getMetaData().getTables(null, null, "%", new String[]{"TABLE"})) {
            while (tables.next()) {
                names.add(tables.getString("TABLE_NAME"));
            }
        }
        return names;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:derby:" + folder.resolve("data/derby"));
    }

    private void shutDown() {
        assertThatThrownBy(() -> DriverManager.getConnection("jdbc:derby:" + folder.resolve("data/derby")
                + ";shutdown=true")).hasMessageContaining("shut");
    }
}
