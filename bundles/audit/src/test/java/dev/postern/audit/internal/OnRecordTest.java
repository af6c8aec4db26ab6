// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import com.sun.net.httpserver.HttpServer;
import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.core.audit.AuditRecord;
import dev.postern.core.audit.SignedHead;
import dev.postern.core.hash.Sha256;
import dev.postern.core.home.PosternHome;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.WireException;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of the chains, on the real store. */
class OnRecordTest {
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir
    Path folder;
    private TestStore store;
    private HeadSigner signer;

    @BeforeEach
    void open() throws Exception {
        store = TestStore.open(folder, new NoMetrics());
        signer = signer("");
    }

    @AfterEach
    void close() throws Exception {
        signer.close();
        store.close();
    }

    @Test
    void findsWhoDidWhatByEachOfItsMarks() throws Exception {
        call("c_1", "files.write", "tok_1", "s_1", "finished", 0);
        call("c_2", "files.read", "tok_2", "s_2", "failed", 10);
        call("c_3", "files.write", "tok_2", "s_2", "finished", 20);
        assertThat(find(query().principal("tok_2"))).containsExactly("c_2", "c_2", "c_3", "c_3");
        assertThat(find(query().tool("files.write").type("tool.finished"))).containsExactly("c_1", "c_3");
        assertThat(find(query().session("s_2").type("tool.*").outcome("failed"))).containsExactly("c_2", "c_2");
        assertThat(find(query().since(AT.plusSeconds(10)).until(AT.plusSeconds(20)))).containsExactly("c_2", "c_2");
        assertThat(find(query().call("c_3"))).containsExactly("c_3", "c_3");
        assertThat(find(query().type("token.*"))).isEmpty();
    }

    @Test
    void findsACallByWhoAskedForItAndByWhoDecidedOnIt() throws Exception {
        call("c_1", "files.write", "tok_1", "s_1", "finished", 0);
        store.store().commit(Batch.of(entry(RecordType.APPROVAL_DECIDED, "c_1", "files.write", "tok_1", "s_1", 1,
                JsonObject.builder().put("decision", "approved").put("by", "k_operator").build())));
        assertThat(run(query().principal("tok_1")).records()).extracting(AuditView::type)
                .containsExactly("tool.started", "tool.finished", "approval.decided");
        assertThat(run(query().principal("k_operator")).records()).singleElement().satisfies(view -> {
            assertThat(view.principal()).contains("tok_1");
            assertThat(view.by()).contains("k_operator");
        });
        assertThat(find(query().principal("k_other"))).isEmpty();
    }

    @Test
    void goesOnWhereThePageBeforeEnded() throws Exception {
        for (int i = 0; i < 7; i++) {
            call("c_" + i, "files.read", "tok_1", "s_1", "finished", i);
        }
        var seen = new ArrayList<Long>();
        var next = Optional.<String>empty();
        do {
            var page = run(query().limit(3).next(next));
            assertThat(page.records()).hasSizeLessThanOrEqualTo(3);
            page.records().forEach(view -> seen.add(view.seq()));
            next = page.next();
        } while (next.isPresent());
        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 14).boxed().toList());
        assertThatThrownBy(() -> run(query().next(Optional.of("x")))).isInstanceOf(WireException.class)
                .hasMessageContaining("params/next");
    }

    @Test
    void doesNotKnowWhatCameOfACallWithoutAnEndUntilItIsResolved() throws Exception {
        store.store().commit(Batch.of(entry(RecordType.TOOL_STARTED, "c_1", "files.write", "tok_1", "s_1", 0,
                JsonObject.EMPTY), row("c_1", Call.State.RUNNING)));
        assertThat(run(query()).records()).extracting(AuditView::outcome).containsExactly(Optional.of("unknown"));
        assertThat(find(query().outcome("unknown"))).containsExactly("c_1");
        store.store().commit(Batch.of(entry(RecordType.TOOL_RESOLVED, "c_1", "files.write", "op", "s_1", 5,
                JsonObject.of("outcome", "done")), row("c_1", Call.State.FINISHED)));
        assertThat(find(query().outcome("unknown"))).isEmpty();
        assertThat(run(query()).records()).extracting(AuditView::outcome)
                .containsExactly(Optional.of("finished"), Optional.of("done"));
    }

    @Test
    void readsTheOwnTenantsChainAloneAndTheInstallationsWithAllScopes() throws Exception {
        call("c_1", "files.read", "tok_1", "s_1", "finished", 0);
        store.store().commit(Batch.of(new Write.Append(new Entry(RecordType.PLUGIN_INSTALLED, Entry.INSTALLATION, null,
                null, null, AT, JsonObject.of("plugin", "hello"), JsonObject.EMPTY, JsonObject.EMPTY))));
        var query = new AuditQuery(store.audit(), store.rows(), new NothingRuns());
        var other = new Asker(
                new Principal(Principal.Kind.CLIENT, "x", "other", Set.of("*"), Principal.Trust.OPERATOR));
        assertThat(query.handle(query().params(), other).records()).isEmpty();
        assertThat(query.handle(query().installation().params(), other).records()).extracting(AuditView::type)
                .containsExactly("plugin.installed");
        var reader = new Asker(
                new Principal(Principal.Kind.CLIENT, "x", "default", Set.of("audit:read"), Principal.Trust.TRUSTED));
        assertThatThrownBy(() -> query.handle(query().installation().params(), reader))
                .isInstanceOf(WireException.class).hasMessageContaining("scope *");
    }

    @Test
    void verifiesAndSaysWhereContentWasChangedBlankedOrCut() throws Exception {
        for (int i = 1; i <= 5; i++) {
            call("c_" + i, "files.read", "tok_1", "s_1", "finished", i);
        }
        assertThat(verify()).satisfies(result -> {
            assertThat(result.valid()).isTrue();
            assertThat(result.records()).isEqualTo(10);
            assertThat(result.erased()).isZero();
        });
        signer.close();
        store.close();

        edit("update journal_202611 set payload = ? where first_position = 3", "{}\n{\"output\":{\"n\":\"other\"}}\n");
        store = TestStore.open(folder, new NoMetrics());
        signer = signer("");
        assertThat(verify().firstBad()).contains(4L);
        assertThat(verify().reason().orElseThrow()).contains("changed");
        signer.close();
        store.close();

        edit("update journal_202611 set payload = ? where first_position = 3", "{}\n{}\n");
        store = TestStore.open(folder, new NoMetrics());
        signer = signer("");
        assertThat(verify()).satisfies(result -> {
            assertThat(result.firstBad()).contains(4L);
            assertThat(result.reason().orElseThrow()).contains("no session.erased");
            assertThat(result.erased()).isEqualTo(1);
        });
        signer.close();
        store.close();

        sql("delete from audit where last_seq > 6");
        store = TestStore.open(folder, new NoMetrics());
        signer = signer("");
        assertThat(verify()).satisfies(result -> {
            assertThat(result.valid()).isFalse();
            assertThat(result.firstBad()).contains(7L);
            assertThat(result.reason().orElseThrow()).contains("signed");
        });
    }

    @Test
    void looksUpWhatTheJournalSaysWhateverElseIsCalledAPosition() throws Exception {
        store.store().commit(Batch.of(entry(RecordType.TOOL_STARTED, "c_1", "files.write", "tok_1", "s_1", 0,
                JsonObject.builder().put("position", 7).put("z", ",\"position\":8,\"seq\":9").build())));
        call("c_2", "files.read", "tok_1", "s_1", "finished", 1);
        assertThat(store.audit().after("default", 0, 10)).extracting(AuditRecord::position).containsExactly(1L, 2L, 3L);
        assertThat(verify().reason()).isEmpty();
        assertThat(verify().records()).isEqualTo(3);
    }

    @Test
    void signsWhatHasGrownWhenItStopsAndKeepsItsKeyToItself() throws Exception {
        call("c_1", "files.read", "tok_1", "s_1", "finished", 0);
        signer.close();
        var lines = Files.readAllLines(folder.resolve("audit/heads.jsonl"));
        assertThat(lines).hasSize(1);
        var head = SignedHead.read(lines.getFirst()).orElseThrow();
        assertThat(head.head()).isEqualTo(store.audit().head("default"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secrets/audit.key"))))
                .isEqualTo("rw-------");
        var home = new PosternHome(folder);
        assertThat(head.isSignedBy(AuditKey.of(home).publicKey())).isTrue();
        var forged = new SignedHead(new dev.postern.core.audit.AuditHead("default", 1, head.head().hash()), head.at(),
                head.key(), head.signature());
        assertThat(forged.isSignedBy(AuditKey.of(home).publicKey())).isFalse();
        signer = signer("");
        signer.close();
        assertThat(Files.readAllLines(folder.resolve("audit/heads.jsonl"))).as("nothing has grown").hasSize(1);
    }

    /** Who can write the database but not read the key gets no signature under another history. */
    @Test
    void signsNoChainThatDoesNotGoOnFromWhatItSigned() throws Exception {
        for (int i = 1; i <= 5; i++) {
            call("c_" + i, "files.read", "tok_1", "s_1", "finished", i);
        }
        signer.close();
        store.close();
        sql("delete from audit where last_seq > 6");

        store = TestStore.open(folder, new NoMetrics());
        signer = signer("");
        for (int i = 6; i <= 10; i++) {
            call("c_" + i, "files.read", "tok_1", "s_1", "finished", i);
        }
        assertThat(store.audit().head("default").seq()).isGreaterThan(10);
        signer.close();
        assertThat(signer.problem()).contains("default", "record 10", "changed or cut");
        assertThat(Files.readAllLines(folder.resolve("audit/heads.jsonl"))).hasSize(1);
        signer = signer("");
        assertThat(verify().firstBad()).contains(10L);
        assertThat(signer.signed("default")).as("nor is it signed for whoever asks").isEmpty();
    }

    @Test
    void findsFactsThatWereMovedToAnotherSession() throws Exception {
        call("c_1", "files.read", "tok_1", "s_1", "finished", 0);
        signer.close();
        store.close();
        sql("update journal_202611 set session = 's_2'");
        store = TestStore.open(folder, new NoMetrics());
        signer = signer("");
        assertThat(verify().firstBad()).contains(1L);
    }

    @Test
    void postsSignedHeadsAndNowhereInClearButHere() throws Exception {
        BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            signer.close();
            signer = signer("http://127.0.0.1:" + server.getAddress().getPort() + "/heads");
            call("c_1", "files.read", "tok_1", "s_1", "finished", 0);
            signer.close();
            var body = bodies.poll(30, TimeUnit.SECONDS);
            var head = ((JsonArray) JsonValue.parse(body == null ? "" : body)).values().getFirst();
            assertThat(SignedHead.read(head.toString()).orElseThrow().head()).isEqualTo(store.audit().head("default"));
        } finally {
            server.stop(0);
        }
        for (var address : List.of("http://example.org/", "ftp://127.0.0.1/", "http://localhost.example.org/",
                "file:/x")) {
            assertThatThrownBy(() -> new HeadsWebhook(address)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("heads.webhook");
        }
    }

    @Test
    void exportsPageByPageWhatVerifiesElsewhere() throws Exception {
        for (int i = 1; i <= 5; i++) {
            call("c_" + i, "files.read", "tok_1", "s_1", "finished", i);
        }
        var export = new AuditExport(store.audit());
        var chain = new dev.postern.core.audit.AuditChain("default");
        var after = Optional.of(0L);
        while (after.isPresent()) {
            var page = export.handle(new AuditExport.Params(Chains.Which.TENANT, after.get(), 3), Asker.OPERATOR);
            assertThat(page.records()).hasSizeBetween(1, 3);
            page.records().forEach(record -> assertThat(chain.add(record)).isEmpty());
            after = page.next();
        }
        assertThat(chain.head()).isEqualTo(store.audit().head("default"));
    }

    private HeadSigner signer(String webhook) throws IOException {
        return new HeadSigner(store.audit(), new PosternHome(folder), new Settings(webhook));
    }

    private AuditVerify.Result verify() throws Exception {
        return new AuditVerify(store.store(), store.audit(), store.journal(), Sha256::hex, signer)
                .handle(new AuditVerify.Params(Chains.Which.TENANT, true), Asker.OPERATOR);
    }

    private AuditQuery.Result run(Query query) throws Exception {
        return new AuditQuery(store.audit(), store.rows(), new NothingRuns()).handle(query.params(), Asker.OPERATOR);
    }

    private List<String> find(Query query) throws Exception {
        return run(query).records().stream().map(view -> view.call().orElseThrow()).toList();
    }

    private static Query query() {
        return new Query();
    }

    private void call(String call, String tool, String principal, String session, String state, int second)
            throws Exception {
        store.store().commit(Batch.of(
                entry(RecordType.TOOL_STARTED, call, tool, principal, session, second, JsonObject.EMPTY),
                entry(RecordType.TOOL_FINISHED, call, tool, principal, session, second, JsonObject.of("state", state)),
                row(call, Call.State.valueOf(state.toUpperCase(java.util.Locale.ROOT)))));
    }

    private static Write entry(RecordType type, String call, String tool, String principal, String session, int second,
            JsonObject more) {
        var meta = JsonObject.builder().put("tool", tool).put("principal", principal).putAll(more).build();
        var payload = type == RecordType.TOOL_FINISHED
                ? JsonObject.builder().put("output", JsonObject.of("n", call)).build()
                : JsonObject.EMPTY;
        return new Write.Append(new Entry(type, "default", session, null, call, AT.plusSeconds(second), meta, payload,
                JsonObject.EMPTY));
    }

    private static Write row(String call, Call.State state) {
        return new Write.PutCall(new Call(call, "default", "s_1", Optional.empty(), "tok_1", "files.write", "1.0.0",
                "b/1/abc", state, 1, JsonObject.EMPTY, Optional.empty(), Optional.empty(), Optional.empty(), AT,
                Optional.empty()));
    }

    private void edit(String statement, String payload) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:derby:" + folder.resolve("data/derby"));
                var update = connection.prepareStatement(statement)) {
            update.setBytes(1, payload.getBytes(StandardCharsets.UTF_8));
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
        shutDown();
    }

    private void sql(String statement) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:derby:" + folder.resolve("data/derby"));
                var update = connection.prepareStatement(statement)) {
            assertThat(update.executeUpdate()).isPositive();
        }
        shutDown();
    }

    private void shutDown() {
        assertThatThrownBy(() -> DriverManager.getConnection("jdbc:derby:" + folder.resolve("data/derby")
                + ";shutdown=true")).hasMessageContaining("shut");
    }
}
