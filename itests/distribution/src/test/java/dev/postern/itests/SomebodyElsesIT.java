// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Another principal's thing is what never was, word for word, whichever method asks for it. */
@ExtendWith(SharedGateway.class)
class SomebodyElsesIT {
    private static final List<String> SCOPES = List.of("messages:write", "sessions:read", "sessions:write",
            "events:read", "tools:read", "tools:invoke");
    private static final String NEVER_WAS = "s_00000000000000000000000000";

    @Test
    void isAnsweredForAsForWhatNeverWas(Gateway gateway) throws Exception {
        try (var owner = client(gateway); var other = client(gateway)) {
            var subscription = other.subscribe("turn.*", "tool.*", "session.*", "message.*");
            assertThat(subscription.text("subscription")).isPresent();
            var said = owner.say(Messages.in("mine", "/time.now"));
            var session = said.text("session").orElseThrow();
            var turn = said.text("id").orElseThrow();
            var call = owner.call("tools.invoke", JsonObject.builder().put("tool", "time.now")
                    .put("input", JsonObject.EMPTY).build()).text("call").orElseThrow();

            for (var method : List.of("sessions.get", "sessions.history", "sessions.usage", "sessions.summary",
                    "sessions.scratchpad", "sessions.pause", "sessions.resume",
                    "sessions.quarantine", "turns.list")) {
                hidden(other, method, JsonObject.EMPTY, "session", session);
            }
            hidden(other, "sessions.update", JsonObject.builder().put("revision", 1).put("settings", JsonObject.EMPTY)
                    .build(), "session", session);
            hidden(other, "messages.send", JsonObject.of("text", "hello"), "session", session);
            hidden(other, "events.subscribe", JsonObject.builder().put("topics", JsonArray.ofStrings(List.of("turn.*")))
                    .build(), "session", session);
            for (var tool : List.of("time.now", "no.such")) {
                hidden(other, "tools.invoke", JsonObject.builder().put("tool", tool).put("input", JsonObject.EMPTY)
                        .build(), "session", session);
            }
            hidden(other, "turns.get", JsonObject.EMPTY, "turn", turn);
            hidden(other, "turns.cancel", JsonObject.EMPTY, "turn", turn);
            hidden(other, "calls.get", JsonObject.EMPTY, "call", call);
            hidden(other, "calls.cancel", JsonObject.EMPTY, "call", call);
            assertThat(other.call("sessions.list", JsonObject.EMPTY).toString()).doesNotContain(session);
            assertThat(other.call("turns.list", JsonObject.EMPTY).toString()).doesNotContain(turn);

            // and of what happened to it the other one heard nothing
            other.say(Messages.in("mine too", "/time.now"));
            var first = other.nextEvent();
            assertThat(first.text("topic")).contains("session.created");
            assertThat(first.toString()).doesNotContain(session);
        }
    }

    private static void hidden(WireClient client, String method, JsonObject params, String member, String id)
            throws Exception {
        var theirs = refusal(client, method, params.with(member, new JsonString(id)));
        var none = refusal(client, method, params.with(member, new JsonString(NEVER_WAS)));
        assertThat(theirs).as(method).contains("not_found").isEqualTo(none.replace(NEVER_WAS, id));
    }

    private static String refusal(WireClient client, String method, JsonObject params) throws Exception {
        return WireClient.error(client.request(method, params, JsonObject.EMPTY)).toString();
    }

    private static WireClient client(Gateway gateway) throws Exception {
        try (var operator = gateway.connect()) {
            return WireClient.connect(gateway, operator.call("tokens.create", JsonObject.builder()
                    .put("name", "one of two").put("scopes", JsonArray.ofStrings(SCOPES)).build())
                    .text("token").orElseThrow());
        }
    }
}
