// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.Json;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import dev.postern.core.wire.Notices;
import dev.postern.core.wire.StreamWatch;
import dev.postern.core.wire.Streams;
import dev.postern.json.StrictJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the journal to subscribers: everything, in order, once. */
class EventsIT {
    private static final Json JSON = new StrictJson();

    @TempDir
    private static Path folder;
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.start(folder, Map.of("heartbeat.ms", 300));
    }

    @AfterAll
    static void stop() throws Exception {
        platform.close();
    }

    @Test
    void deliversWhatHappensAfterSubscribing() throws Exception {
        try (var client = connected()) {
            finish("s_live", "t_0", "before");
            var subscribed = subscribe(client, "[\"turn.*\"]", "");
            finish("s_live", "t_1", "after");

            var event = next(client);
            assertThat(event.text("subscription")).isEqualTo(subscribed.text("subscription"));
            assertThat(event.text("topic")).contains("turn.finished");
            assertThat(event.text("at")).contains("2026-01-01T00:00:00.000Z");
            assertThat(event.text("cursor")).isPresent();
            assertThat(event.object("payload").orElseThrow()).hasToString(
                    "{\"turn\":\"t_1\",\"session\":\"s_live\",\"state\":\"finished\",\"reply\":\"after\"}");
        }
    }

    @Test
    void answersASubscriptionBeforeItsFirstEvent() throws Exception {
        try (var client = connected(); var writer = Executors.newSingleThreadExecutor()) {
            var writing = writer.submit(() -> {
                for (int i = 0; i < 300; i++) {
                    finish("s_first", "t_first" + i, "");
                }
                return null;
            });
            var cursors = new ArrayList<String>();
            for (int i = 0; i < 10; i++) {
                var id = client.request("events.subscribe", "{\"topics\":[\"turn.*\"]}");
                var seen = new HashSet<String>();
                JsonObject frame;
                do {
                    frame = client.next();
                    frame.text("subscription").ifPresent(seen::add);
                } while (!frame.text("id").equals(java.util.Optional.of(id)));
                var result = frame.object("result").orElseThrow();
                assertThat(seen).doesNotContain(result.text("subscription").orElseThrow());
                cursors.add(result.text("cursor").orElseThrow());
            }
            assertThat(cursors).hasSize(10);
            writing.get();
        }
    }

    @Test
    void resumesWithoutGapOrDoubleWhileOthersWrite() throws Exception {
        int total = 1_500;
        try (var writer = Executors.newSingleThreadExecutor()) {
            String cursor;
            try (var client = connected()) {
                cursor = subscribe(client, "[\"turn.*\"]", "").text("cursor").orElseThrow();
            }
            var writing = writer.submit(() -> {
                for (int i = 0; i < total; i++) {
                    finish("s_resume", "t_resume", Integer.toString(i));
                }
                return null;
            });
            var seen = new ArrayList<String>();
            // comes back again and again, at whatever point the writer then is
            for (int connection = 0; seen.size() < total; connection++) {
                try (var client = open()) {
                    client.connect(platform.operatorToken(), ",\"resume\":{\"cursor\":\"" + cursor
                            + "\",\"topics\":[\"turn.*\"],\"session\":\"s_resume\"}");
                    for (int i = 0; i < 100 + connection * 7 && seen.size() < total; i++) {
                        var event = next(client);
                        seen.add(event.object("payload").flatMap(payload -> payload.text("reply")).orElseThrow());
                        cursor = event.text("cursor").orElseThrow();
                    }
                }
            }
            writing.get();
            assertThat(seen).containsExactlyElementsOf(IntStream.range(0, total).mapToObj(Integer::toString).toList());
        }
    }

    @Test
    void catchesUpFromTheJournalAndGoesOnLive() throws Exception {
        var since = cursor();
        for (int i = 0; i < 3_000; i++) {
            finish("s_catch", "t_c", Integer.toString(i));
        }
        try (var client = connected()) {
            subscribe(client, "[\"turn.*\"]", ",\"session\":\"s_catch\",\"since\":\"" + since + "\"");
            for (int i = 0; i < 3_000; i++) {
                assertThat(reply(next(client))).isEqualTo(Integer.toString(i));
            }
            int reads = platform.store.reads();
            finish("s_catch", "t_c", "live");
            assertThat(reply(next(client))).isEqualTo("live");
            assertThat(platform.store.reads()).as("who keeps up costs the store nothing").isEqualTo(reads);
        }
    }

    @Test
    void tellsTheResumedSubscriptionWithHello() throws Exception {
        finish("s_hello", "t_1", "");
        var cursor = cursor();
        try (var client = open()) {
            var hello = client.connect(platform.operatorToken(), ",\"resume\":{\"cursor\":\"" + cursor + "\"}")
                    .object("result")
                    .orElseThrow();
            assertThat(hello.text("subscription").orElseThrow()).startsWith("u_");
            assertThat(hello.text("cursor")).contains(cursor);
            finish("s_hello", "t_2", "");
            assertThat(next(client).text("subscription")).isEqualTo(hello.text("subscription"));
        }
    }

    @Test
    void letsAClientConnectWithoutTheCursorThatHasExpired() throws Exception {
        try (var client = open()) {
            var refused = client.connect(platform.operatorToken(), ",\"resume\":{\"cursor\":\"j1-zzzzzz\"}");
            assertThat(code(refused)).isEqualTo("cursor_expired");
            assertThat(client.connect(platform.operatorToken()).bool("ok")).contains(true);
        }
    }

    @Test
    void resumesOnlyForWhoMaySubscribe() throws Exception {
        try (var watcher = connected(); var client = open()) {
            var cursor = subscribe(watcher, "[\"turn.*\"]", "").text("cursor").orElseThrow();
            var modest = token("sessions:read");
            assertThat(code(client.connect(modest, ",\"resume\":{\"cursor\":\"" + cursor + "\"}")))
                    .isEqualTo("forbidden");
            assertThat(client.connect(modest).bool("ok")).contains(true);
        }
    }

    @Test
    void refusesCursorsThatAreNoLongerKept() throws Exception {
        try (var client = connected()) {
            var old = subscribe(client, "[\"turn.*\"]", "").text("cursor").orElseThrow();
            finish("s_prune", "t_1", "");
            finish("s_prune", "t_2", "");
            platform.store.pruneTo(platform.store.newest() - 1);
            assertThat(code(client.call("events.subscribe", "{\"topics\":[\"turn.*\"],\"since\":\"" + old + "\"}")))
                    .isEqualTo("cursor_expired");
            assertThat(code(client.call("events.subscribe", "{\"topics\":[\"turn.*\"],\"since\":\"nonsense\"}")))
                    .isEqualTo("invalid_params");
            assertThat(client.call("events.subscribe",
                    "{\"topics\":[\"turn.*\"],\"since\":\""
                            + dev.postern.core.store.Cursor.of(platform.store.prunedTo())
                            + "\"}")
                    .bool("ok")).contains(true);
        }
    }

    @Test
    void givesEachSubscriptionItsOwnDelivery() throws Exception {
        try (var client = connected()) {
            var all = subscribe(client, "[\"turn.*\"]", "").text("subscription").orElseThrow();
            var exact = subscribe(client, "[\"turn.finished\"]", "").text("subscription").orElseThrow();
            subscribe(client, "[\"plugin.*\"]", "");
            finish("s_own", "t_own", "");
            assertThat(List.of(next(client).text("subscription").orElseThrow(),
                    next(client).text("subscription").orElseThrow())).containsExactlyInAnyOrder(all, exact);
        }
    }

    @Test
    void deliversNothingAfterUnsubscribing() throws Exception {
        try (var client = connected()) {
            var first = subscribe(client, "[\"turn.*\"]", "").text("subscription").orElseThrow();
            var second = subscribe(client, "[\"turn.*\"]", "").text("subscription").orElseThrow();
            assertThat(client.call("events.unsubscribe", "{\"subscription\":\"" + first + "\"}").bool("ok"))
                    .contains(true);
            finish("s_un", "t_1", "");
            finish("s_un", "t_2", "");
            assertThat(next(client).text("subscription")).contains(second);
            assertThat(next(client).text("subscription")).contains(second);
            assertThat(code(client.call("events.unsubscribe", "{\"subscription\":\"" + first + "\"}")))
                    .isEqualTo("not_found");
        }
    }

    @Test
    void hidesOtherTenantsAndTellsOfTheInstallation() throws Exception {
        try (var client = connected()) {
            subscribe(client, "[\"turn.*\",\"plugin.*\"]", "");
            append(RecordType.TURN_FINISHED, "other", "s_x", "t_x", JsonObject.EMPTY, JsonObject.EMPTY);
            append(RecordType.PLUGIN_INSTALLED, Entry.INSTALLATION, null, null, JsonObject.of("plugin", "p"),
                    JsonObject.EMPTY);
            assertThat(next(client).text("topic")).contains("plugin.installed");
        }
    }

    @Test
    void tellsWhatIsNotKeptToThoseWhoMayKnowAndGoOnWithoutIt() throws Exception {
        try (var client = connected(); var other = open()) {
            platform.store.session("s_notice", id(other.connect(token("events:read", "sessions:read"))));
            subscribe(client, "[\"plugin.*\"]", "");
            subscribe(other, "[\"plugin.*\",\"turn.*\"]", "");
            platform.service(Notices.class).send(Notices.Topic.PLUGIN_PROGRESS, JsonObject.of("step", "fetched"));
            var event = next(client);
            assertThat(event.text("topic")).contains("plugin.progress");
            assertThat(event.text("cursor")).isEmpty();
            assertThat(event.object("payload").orElseThrow()).hasToString("{\"step\":\"fetched\"}");
            append(RecordType.PLUGIN_INSTALLED, Entry.INSTALLATION, null, null, JsonObject.of("plugin", "p"),
                    JsonObject.EMPTY);
            assertThat(next(client).text("topic")).contains("plugin.installed");
            finish("s_notice", "t_notice", "");
            assertThat(next(other).text("topic")).contains("turn.finished");
        }
    }

    @Test
    void neverDeliversInternalRecords() throws Exception {
        try (var client = connected()) {
            subscribe(client, "[\"turn.*\",\"message.*\"]", "");
            append(RecordType.MESSAGE_ACCEPTED, "default", "s_i", "t_i", JsonObject.EMPTY, JsonObject.EMPTY);
            append(RecordType.DECIDE_FINISHED, "default", "s_i", "t_i", JsonObject.EMPTY, JsonObject.EMPTY);
            finish("s_i", "t_i", "");
            assertThat(next(client).text("topic")).contains("turn.finished");
        }
    }

    @Test
    void givesOnlyWhatScopesPermit() throws Exception {
        try (var client = open()) {
            var response = client.connect(token("events:read", "tools:read"));
            platform.store.session("s_scope", id(response));
            var hello = response.object("result").orElseThrow();
            assertThat(hello.array("topics").orElseThrow().strings()).contains("tool.started", "gateway.heartbeat")
                    .doesNotContain("turn.finished", "gateway.overload");
            assertThat(code(client.call("events.subscribe", "{\"topics\":[\"turn.finished\"]}")))
                    .isEqualTo("forbidden");
            subscribe(client, "[\"turn.*\",\"tool.*\"]", "");
            finish("s_scope", "t_1", "");
            append(RecordType.TOOL_STARTED, "default", "s_scope", "t_1", JsonObject.EMPTY, JsonObject.EMPTY);
            assertThat(next(client).text("topic")).contains("tool.started");
        }
    }

    @Test
    void refusesTopicsAndSessionsThatAreNot() throws Exception {
        try (var client = connected()) {
            for (var topic : List.of("*", "turn", "turn.nothing", "turn.*.x", "TURN.*", "turn*")) {
                assertThat(code(client.call("events.subscribe", "{\"topics\":[\"" + topic + "\"]}"))).as(topic)
                        .isEqualTo("invalid_params");
            }
            assertThat(code(client.call("events.subscribe", "{\"topics\":[]}"))).isEqualTo("invalid_params");
            var unknown = client.call("events.subscribe", "{\"topics\":[\"turn.*\"],\"session\":\"s_none\"}");
            assertThat(code(unknown)).isEqualTo("not_found");
        }
    }

    @Test
    void saysWhereItStandsWhenNothingHappens() throws Exception {
        try (var client = connected()) {
            subscribe(client, "[\"turn.*\"]", "");
            append(RecordType.MESSAGE_ACCEPTED, "default", "s_h", "t_h", JsonObject.EMPTY, JsonObject.EMPTY);
            var newest = dev.postern.core.store.Cursor.of(platform.store.newest());
            var beat = client.await(frame -> frame.text("topic").orElse("").equals("gateway.heartbeat")
                    && frame.text("cursor").equals(java.util.Optional.of(newest)));
            assertThat(beat.object("payload")).contains(JsonObject.EMPTY);
        }
    }

    @Test
    void sendsStreamsToWhoeverWatchesTheirTurn() throws Exception {
        try (var client = connected(); var other = connected(); var noSession = connected()) {
            session("s_stream");
            session("s_elsewhere");
            subscribe(client, "[\"turn.*\"]", ",\"session\":\"s_stream\"");
            subscribe(client, "[\"tool.*\"]", "");
            subscribe(other, "[\"turn.*\"]", ",\"session\":\"s_elsewhere\"");
            finish("s_stream", "t_stream", "");
            next(client);
            platform.service(Streams.class)
                    .send(new Streams.Piece("default", "s_stream", "t_stream", 1, 0, "token", "Hel", false));
            platform.service(Streams.class)
                    .send(new Streams.Piece("default", "s_stream", "t_stream", 1, 1, "token", "lo", true));
            assertThat(stream(client)).isEqualTo("{\"type\":\"stream\",\"stream\":\"t_stream\",\"attempt\":1,\"seq\":0,"
                    + "\"kind\":\"token\",\"data\":\"Hel\",\"end\":false}");
            assertThat(stream(client)).contains("\"seq\":1", "\"end\":true");

            finish("s_elsewhere", "t_e", "");
            assertThat(other.await(frame -> !frame.text("topic").orElse("").equals("gateway.heartbeat")).text("type"))
                    .contains("event");
            assertThat(noSession.call("gateway.ping", "{}").bool("ok")).contains(true);
        }
    }

    @Test
    void sendsStreamsOnlyToWhoSaidThatItWantsThem() throws Exception {
        try (var client = open()) {
            client.send("""
                    {"type":"connect","id":"c1","protocol":{"min":1,"max":1},"client":{"id":"t","kind":"cli"},
                    "auth":{"token":"%s"}}""".formatted(platform.operatorToken()));
            assertThat(client.response("c1").bool("ok")).contains(true);
            subscribe(client, "[\"turn.*\"]", ",\"session\":\"" + session("s_quiet") + "\"");
            platform.service(Streams.class)
                    .send(new Streams.Piece("default", "s_quiet", "t_quiet", 1, 0, "token", "Hel", true));
            finish("s_quiet", "t_quiet", "");
            assertThat(client.await(frame -> !frame.text("topic").orElse("").equals("gateway.heartbeat")).text("topic"))
                    .contains("turn.finished");
        }
    }

    @Test
    void tellsOfOverload() throws Exception {
        platform.method("test.full", "{\"type\":\"object\"}", Map.of(), (RequestsIT.Handler) (params, context) -> {
            throw dev.postern.core.wire.WireException.overloaded("full", java.time.Duration.ofMillis(1));
        });
        try (var client = connected(); var modest = open()) {
            var me = id(modest.connect(token("events:read", "sessions:read")));
            subscribe(modest, "[\"gateway.*\",\"turn.*\"]", "");
            subscribe(client, "[\"gateway.overload\"]", "");
            for (var one : List.of(client, modest)) {
                // a subscription begins a little after the answer; one that says where it stands has begun
                one.await(frame -> frame.text("topic").orElse("").equals("gateway.heartbeat"));
            }
            client.call("test.full", "{}");
            var event = client.await(frame -> frame.text("topic").orElse("").equals("gateway.overload"));
            assertThat(event.get("cursor")).isEmpty();
            assertThat(event.object("payload").orElseThrow().text("method")).contains("test.full");
            platform.store.session("s_o", me);
            finish("s_o", "t_o", "");
            assertThat(next(modest).text("topic")).contains("turn.finished");
        }
    }

    @Test
    void tellsWatchersInsideTheGatewayOfTheirSessionOnly() throws Exception {
        var heard = new java.util.concurrent.CopyOnWriteArrayList<String>();
        var streams = platform.service(Streams.class);
        var watching = platform.service(StreamWatch.class).watch("default", "s_watched",
                piece -> heard.add(piece.data()));
        for (var session : List.of("s_other", "s_watched")) {
            streams.send(new Streams.Piece("default", session, "t_1", 1, 0, "token", session, true));
        }
        streams.send(new Streams.Piece("other", "s_watched", "t_1", 1, 0, "token", "another tenant", true));
        watching.close();
        streams.send(new Streams.Piece("default", "s_watched", "t_1", 1, 1, "token", "late", true));
        assertThat(heard).containsExactly("s_watched");
    }

    @Test
    void tellsNothingOfAnotherPrincipalsSessions() throws Exception {
        try (var modest = open(); var wide = open()) {
            var cursor = dev.postern.core.store.Cursor.of(platform.store.newest());
            var me = id(modest.connect(token("events:read", "sessions:read")));
            wide.connect(token("events:read", "sessions:read", "sessions:others"));
            platform.store.session("s_mine", me);
            session("s_theirs");
            finish("s_theirs", "t_before", "before");
            finish("s_mine", "t_before", "before");
            subscribe(modest, "[\"turn.*\"]", ",\"since\":\"" + cursor + "\"");
            assertThat(next(modest).toString()).as("caught up").contains("s_mine");
            subscribe(wide, "[\"turn.*\"]", ",\"session\":\"s_theirs\"");
            for (var session : List.of("s_theirs", "s_mine")) {
                platform.service(Streams.class)
                        .send(new Streams.Piece("default", session, "t_1", 1, 0, "token", session, true));
                finish(session, "t_live", "live");
            }
            assertThat(stream(modest)).contains("s_mine");
            assertThat(next(modest).toString()).as("live").contains("s_mine");
            assertThat(stream(wide)).contains("s_theirs");
            assertThat(next(wide).toString()).contains("s_theirs");
            assertThat(refusal(modest, "s_theirs")).isEqualTo(refusal(modest, "s_none").replace("s_none", "s_theirs"));
        }
    }

    /** Where the journal stands, told to who does not stay: a reader that lags would cost the store reads. */
    private static String cursor() throws Exception {
        try (var client = connected()) {
            return subscribe(client, "[\"turn.*\"]", "").text("cursor").orElseThrow();
        }
    }

    private static String refusal(Client client, String session) throws Exception {
        return client.call("events.subscribe", "{\"topics\":[\"turn.*\"],\"session\":\"" + session + "\"}")
                .object("error").orElseThrow().toString();
    }

    @Test
    void cutsAClientThatDoesNotReadAndHurtsNobodyElse() throws Exception {
        try (var slow = connected(); var swift = connected()) {
            subscribe(slow, "[\"turn.*\"]", "");
            subscribe(swift, "[\"turn.*\"]", ",\"session\":\"" + session("s_slow") + "\"");
            var text = "x".repeat(20_000);
            int total = 600;
            for (int i = 0; i < total; i++) {
                finish("s_slow", "t_slow", i + text);
                assertThat(reply(next(swift))).startsWith(Integer.toString(i));
            }
            assertThat(slow.closeCode()).isEqualTo(4408);
        }
    }

    private static String id(JsonObject hello) {
        return hello.object("result").flatMap(result -> result.object("principal")).flatMap(who -> who.text("id"))
                .orElseThrow();
    }

    private static String stream(Client client) throws Exception {
        return client.await(frame -> frame.text("type").orElse("").equals("stream")).toString();
    }

    private static String reply(JsonObject event) {
        return event.object("payload").flatMap(payload -> payload.text("reply")).orElseThrow();
    }

    /** The next event that is no heartbeat. */
    private static JsonObject next(Client client) throws Exception {
        return client.await(frame -> frame.text("type").orElse("").equals("event")
                && !frame.text("topic").orElse("").equals("gateway.heartbeat"));
    }

    private static JsonObject subscribe(Client client, String topics, String more) throws Exception {
        for (var session : List.of("s_resume", "s_catch")) {
            session(session);
        }
        var response = client.call("events.subscribe", "{\"topics\":" + topics + more + "}");
        return response.object("result").orElseThrow(() -> new AssertionError(response.toString()));
    }

    private static String session(String id) throws Exception {
        platform.store.session(id, "k_owner");
        return id;
    }

    private static String token(String... scopes) throws Exception {
        try (var client = connected()) {
            return client.call("tokens.create",
                    "{\"name\":\"t\",\"scopes\":" + dev.postern.api.json.JsonArray.ofStrings(List.of(scopes)) + "}")
                    .object("result")
                    .flatMap(result -> result.text("token"))
                    .orElseThrow();
        }
    }

    private static void finish(String session, String turn, String reply) throws Exception {
        append(RecordType.TURN_FINISHED, "default", session, turn, JsonObject.of("state", "finished"),
                JsonObject.of("reply", reply));
    }

    private static void append(
            RecordType type, String tenant, @Nullable String session, @Nullable String turn, JsonObject meta,
            JsonObject payload) throws Exception {
        platform.store.commit(Batch.of(new Write.Append(new Entry(type, tenant, session, turn, null,
                Instant.parse("2026-01-01T00:00:00Z"), meta, payload, JsonObject.EMPTY))));
    }

    private static String code(JsonObject response) {
        return response.object("error").flatMap(error -> error.text("code")).orElseGet(response::toString);
    }

    private static Client open() throws Exception {
        return Client.open(JSON, platform.port());
    }

    private static Client connected() throws Exception {
        var client = open();
        assertThat(client.connect(platform.operatorToken()).bool("ok")).contains(true);
        return client;
    }
}
