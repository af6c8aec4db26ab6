// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is erased over the wire is not read any more, from a row, the journal or an old cursor; the chain is valid. */
class ErasureIT {
    private static final String CANARY = "canary-7b1e";

    @TempDir
    Path home;

    @Test
    void saysThatItWasErasedWhereverItIsAskedFor() throws Exception {
        try (var gateway = Gateway.start(home);
                var operator = gateway.connect();
                var other = WireClient.connect(gateway, token(operator, "sessions:read", "sessions:write",
                        "sessions:others"))) {
            var cursor = operator.subscribe("session.*").text("cursor").orElseThrow();
            var turn = operator.say("hello " + CANARY);
            var id = turn.text("id").orElseThrow();
            var session = JsonObject.of("session", turn.text("session").orElseThrow());
            assertThat(history(operator, session)).contains(CANARY);

            var asked = WireClient.error(operator.request("tools.invoke", JsonObject.builder()
                    .put("tool", "files.write").put("session", session.text("session"))
                    .put("input", JsonObject.builder().put("path", "workspace/a.txt").put("content", CANARY).build())
                    .build(), JsonObject.EMPTY));
            var detail = (JsonObject) asked.array("details").orElseThrow().values().getFirst();
            assertThat(other.refusal("sessions.erase", session)).isEqualTo("forbidden");
            assertThat(operator.refusal("sessions.erase", session)).as("a call waits").isEqualTo("precondition_failed");
            var decision = JsonObject.builder().put("approval", detail.text("approval"))
                    .put("decision", "deny").put("reason", CANARY).build();
            assertThat(operator.callOnce("k0", "approvals.decide", decision).toString()).contains(CANARY);
            assertThat(operator.callOnce("k0", "approvals.decide", decision).toString()).contains(CANARY);
            var call = JsonObject.of("call", detail.text("call").orElseThrow());
            Await.until("the call is over", () -> operator.call("calls.get", call).object("call")
                    .orElseThrow().text("state").orElseThrow().equals("denied"));
            assertThat(operator.call("calls.get", call).toString()).contains(CANARY);

            var erased = operator.callOnce("k1", "sessions.erase", session).object("session").orElseThrow();
            assertThat(operator.callOnce("k1", "sessions.erase", session).object("session").orElseThrow())
                    .isEqualTo(erased);
            assertThat(WireClient.error(operator.request("approvals.decide", decision,
                    JsonObject.of("idempotencyKey", "k0")))).satisfies(refused -> {
                        assertThat(refused.text("code")).contains("conflict");
                        assertThat(refused.toString()).contains("was erased with its session").doesNotContain(CANARY);
                    });
            assertThat(history(operator, session)).doesNotContain(CANARY).contains("\"erased\":true", "session.erased");
            assertThat(operator.call("turns.get", JsonObject.of("turn", id)).toString()).doesNotContain(CANARY)
                    .contains("(erased)");
            assertThat(operator.call("calls.get", call).toString()).doesNotContain(CANARY).contains("\"erased\":true");
            assertThat(operator.call("approvals.get", JsonObject.of("approval", detail.text("approval").orElseThrow()))
                    .toString()).doesNotContain(CANARY);
            var audit = operator.call("audit.verify", JsonObject.builder().put("payloads", JsonBoolean.TRUE).build());
            assertThat(audit.bool("valid")).contains(true);
            assertThat(operator.call("audit.query", JsonObject.of("type", "session.erased")).array("records")
                    .orElseThrow().values()).hasSize(1);

            // who is told of it is told nothing else from then on
            operator.nextEvent("session.erased", _ -> true);
            var since = operator.call("events.subscribe", JsonObject.builder()
                    .put("topics",
                            JsonArray.ofStrings(List.of("turn.*", "message.*", "tool.*", "approval.*", "session.*")))
                    .put("since", cursor).build());
            var subscription = since.text("subscription").orElseThrow();
            var seen = new StringBuilder();
            while (!seen.toString().contains("session.erased")) {
                var event = operator.nextEvent();
                if (event.text("subscription").equals(Optional.of(subscription))) {
                    seen.append(event).append('\n');
                }
            }
            assertThat(seen.toString()).contains("turn.finished", "approval.requested").doesNotContain(CANARY);
            // what comes after is kept, and the planner is not confused by what is not there
            operator.say("hello again " + CANARY);
            assertThat(history(operator, session)).contains(CANARY);
            assertThat(gateway.command("sessions", "erase", session.text("session").orElseThrow()).out())
                    .contains("erased");
            assertThat(history(operator, session)).doesNotContain(CANARY);
        }
    }

    private static String history(WireClient client, JsonObject session) throws Exception {
        return client.call("sessions.history", session).toString();
    }

    private static String token(WireClient operator, String... scopes) throws Exception {
        return operator.call("tokens.create", JsonObject.builder().put("name", "not to erase")
                .put("scopes", JsonArray.ofStrings(List.of(scopes))).build()).text("token").orElseThrow();
    }
}
