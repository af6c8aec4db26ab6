// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.ModelServer;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session remembers, from a message to what the model is told in a later one. */
class MemoryIT {
    private static final String SMALL = "\"scratchpad.entry.bytes\":100,\"summary.turns\":2,\"summary.keep.turns\":1";

    @TempDir
    private static Path home;
    private static ModelServer model;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        model = new ModelServer();
        gateway = model.configure(Gateway.builder(home))
                .configure("dev.postern.pipeline", "{\"planner\":\"models\"}")
                .configure("dev.postern.memory", "{" + SMALL + "}")
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        model.close();
    }

    @BeforeEach
    void forget() {
        model.reset();
    }

    @Test
    void theSessionsSummarizerMakesASummaryThatTheNextExchangeIsToldAndThatIsErasedWithTheSession() throws Exception {
        try (var client = gateway.connect()) {
            model.says("One.");
            var session = client.say(Messages.in("talk", "first, the canary")).text("session").orElseThrow();
            route(client, session, "local/sum");
            model.says("Two.").says("Three.").says("  They count; a canary is known.  ").says("Four.");
            var second = client.say(Messages.in("talk", "second")).text("id");
            client.say(Messages.in("talk", "third"));
            Await.until("the summary is made", () -> summary(client, session).isPresent());

            var summary = summary(client, session).orElseThrow();
            assertThat(summary.text("text")).contains("They count; a canary is known.");
            assertThat(summary.text("by")).contains("local/sum");
            assertThat(summary.text("origin")).contains("person");
            var range = summary.object("range").orElseThrow();
            assertThat(range.integer("turns")).contains(2L);
            assertThat(range.text("lastTurn")).isEqualTo(second);
            var asked = model.requests().getLast();
            assertThat(asked.text("model")).contains("sum");
            assertThat(asked.toString()).contains("first, the canary", "Two.").doesNotContain("third", "time_now");
            assertThat(gateway.command("sessions", "summary", session).out()).contains("local/sum", "They count");

            client.say(Messages.in("talk", "fourth"));
            var told = model.requests().getLast().toString();
            assertThat(told).contains("They count; a canary is known.", "third", "Three.", "fourth")
                    .doesNotContain("first, the", "One.");
            // what the model knew can be told later, and that the summary was paid for
            assertThat(records(client, session, "memory.read").getLast().toString())
                    .contains("\"memory\":\"summary\",\"effect\":\"allow\"", "\"revision\":1", "\"turns\":2");
            assertThat(records(client, session, "memory.changed")).hasSize(1);
            assertThat(records(client, session, "decide.answered"))
                    .filteredOn(record -> record.toString().contains("\"for\":\"summary\"")).hasSize(1);

            client.call("sessions.erase", JsonObject.of("session", session));
            assertThat(summary(client, session)).isEmpty();
            assertThat(records(client, session, "memory.changed").toString()).doesNotContain("canary");
        }
    }

    @Test
    void withoutAModelItIsAnExtractAndARuleHidesIt() throws Exception {
        try (var client = gateway.connect()) {
            model.says("One.").says("Two.").says("Three.").says("Four.").says("Five.");
            var session = client.say(Messages.in("plain", "first")).text("session").orElseThrow();
            client.say(Messages.in("plain", "second"));
            client.say(Messages.in("plain", "third"));
            Await.until("the summary is made", () -> summary(client, session).isPresent());
            assertThat(summary(client, session).orElseThrow().text("by")).contains("extract");
            client.say(Messages.in("plain", "fourth"));
            assertThat(model.requests().getLast().toString()).contains("- asked: first | answered: One.");

            assertThat(explained(session, "memory.summary")).contains("allow", "risk.low");
            client.call("policy.put", (JsonObject) JsonValue.parse("{\"document\":{\"rules\":[{\"id\":"
                    + "\"forgetful\",\"effect\":\"deny\",\"when\":{\"sessions\":[\"" + session
                    + "\"],\"tools\":[\"memory.*\"]}}]}}"));
            assertThat(explained(session, "memory.summary")).contains("deny", "document:forgetful");
            assertThat(explained("s_other", "memory.scratchpad")).contains("allow", "risk.low");
            client.say(Messages.in("plain", "fifth"));
            // no rule takes away what was said: without its summary the turns themselves are shown
            assertThat(model.requests().getLast().toString()).doesNotContain("- asked:").contains("first", "fifth");
            assertThat(records(client, session, "memory.read").getLast().toString())
                    .contains("\"effect\":\"deny\",\"rules\":[\"document:forgetful\"]").doesNotContain("\"entries\"");
        }
    }

    private static String explained(String session, String tool) throws Exception {
        var said = gateway.command("policy", "explain", tool, "--session", session);
        assertThat(said.exit()).as(said.err()).isZero();
        return said.out();
    }

    @Test
    void aScratchpadIsTheSessionsOwnOutlivesARestartIsBoundedAndExpires() throws Exception {
        String session;
        try (var client = gateway.connect()) {
            model.calls("scratchpad_write", "{\"key\":\"order\",\"text\":\"number 4711\"}").says("Noted.")
                    .says("4711.").says("What?");
            session = client.say(Messages.in("pad", "my order is 4711")).text("session").orElseThrow();
            client.say(Messages.in("pad", "which order?"));
            assertThat(model.requests().getLast().toString()).contains("order: number 4711");
            client.say(Messages.in("another", "which order?"));
            assertThat(model.requests().getLast().toString()).doesNotContain("4711");
            var large = invoke(session, "scratchpad.write",
                    "{\"key\":\"large\",\"text\":\"" + "x".repeat(200) + "\"}");
            assertThat(WireClient.error(client.request("tools.invoke", large, JsonObject.EMPTY)).toString())
                    .contains("too_large", "the limit is 100");
        }
        gateway.close();
        gateway = Gateway.start(home);
        try (var client = gateway.connect()) {
            assertThat(pad(client, session))
                    .contains("\"key\":\"order\",\"text\":\"number 4711\",\"origin\":\"person\"");
            assertThat(
                    client.call("tools.invoke", invoke(session, "scratchpad.read", "{\"key\":\"order\"}")).toString())
                    .contains("number 4711");
            assertThat(gateway.command("sessions", "scratchpad", session).out()).contains("number 4711");
            configure("{" + SMALL + ",\"scratchpad.seconds\":1}");
            Await.until("it has expired", () -> pad(client, session).contains("\"entries\":[]"));
            assertThat(WireClient.error(client.request("tools.invoke",
                    invoke(session, "scratchpad.read", "{\"key\":\"order\"}"), JsonObject.EMPTY)).toString())
                    .contains("not_found");
        }
    }

    private static void route(WireClient client, String session, String summarizer) throws Exception {
        var found = client.call("sessions.get", JsonObject.of("session", session)).object("session").orElseThrow();
        client.call("sessions.update", JsonObject.builder().put("session", session)
                .put("revision", found.integer("revision").orElseThrow())
                .put("settings", (JsonObject) JsonValue.parse("{\"models\":{\"summarizer\":\"" + summarizer + "\"}}"))
                .build());
    }

    private static Optional<JsonObject> summary(WireClient client, String session) throws Exception {
        return client.call("sessions.summary", JsonObject.of("session", session)).object("summary");
    }

    private static String pad(WireClient client, String session) throws Exception {
        return client.call("sessions.scratchpad", JsonObject.of("session", session)).toString();
    }

    private static JsonObject invoke(String session, String tool, String input) throws Exception {
        return JsonObject.builder().put("tool", tool).put("session", session)
                .put("input", (JsonObject) JsonValue.parse(input)).build();
    }

    private static List<JsonObject> records(WireClient client, String session, String type) throws Exception {
        return client.call("sessions.history", JsonObject.builder().put("session", session).put("limit", 500).build())
                .array("records").orElseThrow().values().stream().map(JsonObject.class::cast)
                .filter(record -> record.text("type").filter(type::equals).isPresent()).toList();
    }

    private static void configure(String json) throws Exception {
        var written = Files.writeString(home.resolve("conf/dev.postern.memory.new"), json);
        Files.move(written, home.resolve("conf/dev.postern.memory.json"), StandardCopyOption.REPLACE_EXISTING);
    }
}
