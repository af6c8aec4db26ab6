// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules as data, in force on the running gateway: what they let run, forbid, ask for, and would have changed. */
class PolicyIT {
    private static final String ALLOW_NOTES = """
            {"rules": [{"id": "notes", "effect": "allow", "when": {"tools": ["files.write"],
              "arguments": [{"pointer": "/path", "prefix": "workspace/note"}]}}]}
            """;
    private static final String DENY_NOTES = ALLOW_NOTES.replace("allow", "deny");
    @TempDir
    Path home;

    @BeforeEach
    void documents() throws Exception {
        Files.writeString(home.resolve("allow.json"), ALLOW_NOTES);
        Files.writeString(home.resolve("deny.json"), DENY_NOTES);
        Files.writeString(home.resolve("broken.json"), ALLOW_NOTES.replace("allow", "perhaps"));
    }

    @Test
    void rulesLetRunForbidAndAskAndWhatIfTellsTheDifference() throws Exception {
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            var before = client.call("messages.send", Messages.in("a", write("note-1.txt")));
            var asked = Approvals.awaitOne(client, before.text("session").orElseThrow());

            command(gateway, "policy", "put", home.resolve("allow.json").toString(), "--comment", "notes are harmless");
            Await.until("what waited was judged again", () -> Files.exists(file("note-1.txt")));
            assertThat(Approvals.get(client, Approvals.id(asked)).text("state")).contains("superseded");
            assertThat(client.say(Messages.in("b", write("note-2.txt"))).text("state")).contains("finished");
            assertThat(file("note-2.txt")).exists();

            var other = client.call("messages.send", Messages.in("c", write("other.txt")));
            Approvals.awaitOne(client, other.text("session").orElseThrow());

            var whatIf = command(gateway, "policy", "what-if", home.resolve("deny.json").toString());
            assertThat(whatIf).contains("files.write", "allow", "deny");
            command(gateway, "policy", "put", home.resolve("deny.json").toString());
            client.say(Messages.in("d", write("note-3.txt")));
            assertThat(file("note-3.txt")).doesNotExist();

            var broken = gateway.command("policy", "put", home.resolve("broken.json").toString());
            assertThat(broken.exit()).isNotZero();
            assertThat(broken.err()).contains("params/document/rules/0/effect", "confirm");
            var history = client.call("policy.history", JsonObject.EMPTY).toString();
            assertThat(history).contains("notes are harmless");
            var audit = client.call("audit.query", JsonObject.of("type", "policy.changed")).array("records")
                    .orElseThrow();
            assertThat(audit.values()).hasSize(2);
        }
    }

    @Test
    void theDecisionOfACallIsExplained() throws Exception {
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            put(client, ALLOW_NOTES);
            var call = client.call("tools.invoke", direct("note-9.txt")).text("call").orElseThrow();
            var explained = client.call("policy.explain", JsonObject.of("call", call)).toString();
            assertThat(explained).contains("\"document:notes\"", "\"allow\"", "files.write");
            assertThat(command(gateway, "policy", "explain", "--call", call)).contains("notes", "allow");
        }
    }

    @Test
    void aSessionsModeNarrowsAndAStandingGrantEnds() throws Exception {
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            var first = client.call("messages.send", Messages.in("grants", write("granted.txt")));
            var session = first.text("session").orElseThrow();
            var asked = Approvals.awaitOne(client, session);
            var grant = JsonValue.parse("{\"seconds\": 3600}");
            client.call("approvals.decide", JsonObject.builder().put("approval", Approvals.id(asked))
                    .put("decision", "approve").put("grant", grant).build());
            client.awaitTurn(first.text("turn").orElseThrow(), "finished");
            assertThat(client.say(Messages.in("grants", write("granted.txt"))).text("state")).contains("finished");

            var other = client.call("messages.send", Messages.in("grants", write("not-granted.txt")));
            var waits = Approvals.awaitOne(client, session);
            Approvals.decide(client, waits, "deny");
            client.awaitTurn(other.text("turn").orElseThrow(), "finished", "failed");

            var grants = client.call("policy.grants", JsonObject.EMPTY).array("grants").orElseThrow();
            assertThat(grants.values()).hasSize(1);
            var id = ((JsonObject) grants.values().getFirst()).text("id").orElseThrow();
            client.call("policy.revoke", JsonObject.of("grant", id));
            var again = client.call("messages.send", Messages.in("grants", write("granted.txt")));
            Approvals.decide(client, Approvals.awaitOne(client, session), "approve");
            client.awaitTurn(again.text("turn").orElseThrow(), "finished");

            narrow(client, session, "deny");
            client.say(Messages.in("grants", write("mode-deny.txt")));
            assertThat(Approvals.pending(client, session)).isEmpty();
            assertThat(file("mode-deny.txt")).doesNotExist();
        }
    }

    private static void narrow(WireClient client, String session, String mode) throws Exception {
        long revision = client.call("sessions.get", JsonObject.of("session", session)).object("session").orElseThrow()
                .integer("revision").orElseThrow();
        client.call("sessions.update", JsonObject.builder().put("session", session)
                .put("revision", WireClient.number(revision))
                .put("settings", JsonObject.of("approvalMode", mode)).build());
    }

    private static void put(WireClient client, String document) throws Exception {
        client.call("policy.put", JsonObject.builder().put("document", JsonValue.parse(document)).build());
    }

    private static String command(Gateway gateway, String... words) throws Exception {
        var done = gateway.command(words);
        assertThat(done.exit()).as(done.err() + done.out()).isZero();
        return done.out();
    }

    private static JsonObject direct(String name) {
        var input = JsonObject.builder().put("path", "workspace/" + name).put("content", "direct").build();
        return JsonObject.builder().put("tool", "files.write").put("input", input).build();
    }

    private static String write(String name) {
        return "/files.write path=workspace/" + name + " content=hello";
    }

    private Path file(String name) {
        return home.resolve("workspace").resolve(name);
    }
}
