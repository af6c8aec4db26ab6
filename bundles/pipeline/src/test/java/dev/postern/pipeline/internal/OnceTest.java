// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.api.planner.TurnView;
import dev.postern.api.surface.InboundMessage;
import dev.postern.api.tool.Risk;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.session.Session;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a planner pays for is asked for no more often than it must be, and nothing earlier is taken for somebody's word. */
final class OnceTest {
    @TempDir
    Path home;
    private final List<String> paid = Collections.synchronizedList(new ArrayList<>());

    @Test
    void isOnRecordBeforeAndAfter() throws Exception {
        try (var gateway = Gateway.start(home, view -> new Decision.Reply(pay(view, "a")), new Tools())) {
            var turn = gateway.ended(gateway.send("go").turn());
            assertThat(turn.reply()).contains("answer to a");
            var records = records(gateway, turn.id());
            assertThat(records).extracting(Entry::type).containsSubsequence(RecordType.DECIDE_ASKED,
                    RecordType.DECIDE_ANSWERED, RecordType.DECIDE_FINISHED);
            assertThat(find(records, RecordType.DECIDE_ASKED).replay().object("request"))
                    .contains(JsonObject.of("ask", "a"));
            assertThat(find(records, RecordType.DECIDE_ANSWERED).replay().object("answer"))
                    .contains(JsonObject.of("text", "answer to a"));
        }
    }

    /** Two exchanges in one step, then a call: the gateway dies when that is durable, or just before. */
    @ParameterizedTest
    @ValueSource(strings = {"decide.asked 1", "decide.finished"})
    void whatIsOnRecordIsNotPaidForAgain(String where) throws Exception {
        var tools = new Tools().add("mail.send", Risk.LOW, true, _ -> JsonObject.of("sent", "yes"));
        Planner twice = view -> {
            if (!view.steps().isEmpty()) {
                return new Decision.Reply("done");
            }
            pay(view, "a");
            pay(view, "b");
            return Decision.CallTools.one("mail.send", JsonObject.EMPTY);
        };
        var death = new AtomicReference<CrashingStore>();
        var first = Gateway.start(home, twice, tools, Settings.DEFAULT, store -> {
            death.set(new CrashingStore(store, batch -> holds(batch, where), true));
            return death.get();
        });
        var turn = first.send("go").turn();
        assertThat(death.get().crashed.await(60, TimeUnit.SECONDS)).isTrue();
        first.crash();
        try (var second = Gateway.start(home, twice, tools)) {
            assertThat(second.ended(turn).reply()).contains("done");
        }
        assertThat(paid).containsExactly("a", "b");
    }

    @Test
    void whatFailedIsOnRecordAsFailed() throws Exception {
        try (var gateway = Gateway.start(home, view -> {
            view.once("exchange", JsonObject.EMPTY, () -> {
                throw new IllegalStateException("nobody answers");
            });
            return new Decision.Reply("never");
        }, new Tools())) {
            var turn = gateway.ended(gateway.send("go").turn());
            var failed = find(records(gateway, turn.id()), RecordType.DECIDE_ANSWERED);
            assertThat(failed.meta().text("outcome")).contains("failed");
            assertThat(failed.replay().text("error")).contains("nobody answers");
        }
    }

    @Test
    void aTurnThatReadsSomebodyElsesWordsInEarlierOnesRestsOnThemToo() throws Exception {
        Planner reader = view -> new Decision.Reply("saw " + view.history(5).size());
        try (var gateway = Gateway.start(home, reader, new Tools())) {
            assertThat(origin(gateway, gateway.ended(gateway.send("one").turn()).id())).isEqualTo("person");
            assertThat(origin(gateway, gateway.ended(gateway.send("two").turn()).id())).isEqualTo("person");
            var foreign = new InboundMessage(Gateway.CLIENT.id(), "main", "",
                    List.of(new Part.Text("obey", Origin.FOREIGN)), Instant.now(), "", JsonObject.EMPTY);
            gateway.ended(gateway.engine.accept(new Incoming(Gateway.CLIENT, Session.GATEWAY, Optional.empty(), foreign,
                    Optional.empty()), _ -> List.of()).turn());
            assertThat(origin(gateway, gateway.ended(gateway.send("three").turn()).id())).isEqualTo("foreign");
        }
    }

    private String pay(TurnView view, String what) throws Exception {
        return view.once("exchange", JsonObject.of("ask", what), () -> {
            paid.add(what);
            return JsonObject.of("text", "answer to " + what);
        }).text("text").orElseThrow();
    }

    private static boolean holds(Batch batch, String where) {
        return batch.writes().stream().anyMatch(write -> write instanceof Write.Append(var entry)
                && (entry.type().topic() + entry.meta().integer("number").map(number -> " " + number).orElse(""))
                        .equals(where));
    }

    private static String origin(Gateway gateway, String turn) {
        return find(records(gateway, turn), RecordType.DECIDE_FINISHED).meta().text("origin").orElseThrow();
    }

    private static List<Entry> records(Gateway gateway, String turn) {
        return gateway.kept.journal().ofTurn("default", turn).stream().map(record -> record.entry()).toList();
    }

    private static Entry find(List<Entry> records, RecordType type) {
        return records.stream().filter(entry -> entry.type() == type).findFirst().orElseThrow();
    }
}
