// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What one principal can learn of another's: nothing, in the very words for what never was. */
@ExtendWith(SharedGateway.class)
class ReachIT {
    private static final List<String> EVERYDAY = List.of("messages:write", "sessions:read", "sessions:write",
            "tools:read", "tools:invoke", "events:read");

    @Test
    void anothersThingsAreThereAsLittleAsWhatNeverWas(Gateway gateway) throws Exception {
        try (var owner = as(gateway, EVERYDAY);
                var colleague = as(gateway, EVERYDAY)) {
            colleague.subscribe("turn.*");
            var turn = owner.say("/time.now");
            var id = turn.text("id").orElseThrow();
            var session = turn.text("session").orElseThrow();
            var call = owner.call("tools.invoke", JsonObject.builder()
                    .put("tool", "time.now").put("input", JsonObject.EMPTY).build()).text("call").orElseThrow();

            var missing = naming("s_none", "t_none", "c_none");
            for (var request : naming(session, id, call).entrySet()) {
                var method = request.getKey();
                var never = refusal(colleague, method, missing.getOrDefault(method, JsonObject.EMPTY));
                assertThat(refusal(colleague, method, request.getValue())).as(method)
                        .contains("\"code\":\"not_found\"")
                        .isEqualTo(never.replace("s_none", session).replace("t_none", id).replace("c_none", call));
            }
            assertThat(colleague.call("sessions.list", JsonObject.EMPTY).array("sessions").orElseThrow().values())
                    .isEmpty();

            var own = colleague.say("/time.now").text("id").orElseThrow();
            var first = colleague.nextEvent().object("payload").orElseThrow();
            assertThat(first.text("turn")).as("the first event is of its own turn").contains(own);
            assertThat(owner.call("sessions.list", JsonObject.EMPTY).array("sessions").orElseThrow().values())
                    .as("its conversation and its direct calls").hasSize(2);
        }
    }

    @Test
    void whoMayReachOthersReachesThem(Gateway gateway) throws Exception {
        try (var owner = as(gateway, EVERYDAY);
                var watcher = as(gateway, List.of("sessions:read", "sessions:others", "events:read"))) {
            watcher.subscribe("turn.finished");
            var turn = owner.say("/time.now");
            var id = turn.text("id").orElseThrow();
            assertThat(watcher.nextEvent("turn.finished", event -> event.text("turn").orElse("").equals(id)))
                    .isNotNull();
            assertThat(watcher.call("turns.get", JsonObject.of("turn", id)).object("turn").orElseThrow().text("reply"))
                    .isEqualTo(turn.text("reply"));
            assertThat(watcher.refusal("sessions.pause", JsonObject.of("session", turn.text("session").orElseThrow())))
                    .isEqualTo("forbidden");
        }
    }

    private static Map<String, JsonObject> naming(String session, String turn, String call) {
        var requests = new LinkedHashMap<String, JsonObject>();
        for (var method : List.of("sessions.get", "sessions.history", "sessions.usage", "sessions.summary",
                "sessions.scratchpad", "sessions.pause", "sessions.resume",
                "sessions.quarantine", "turns.list")) {
            requests.put(method, JsonObject.of("session", session));
        }
        requests.put("sessions.update",
                JsonObject.builder().put("session", session).put("revision", 1).put("settings", JsonObject.EMPTY)
                        .build());
        requests.put("turns.get", JsonObject.of("turn", turn));
        requests.put("turns.cancel", JsonObject.of("turn", turn));
        requests.put("calls.get", JsonObject.of("call", call));
        requests.put("calls.cancel", JsonObject.of("call", call));
        requests.put("messages.send", JsonObject.builder().put("session", session).put("text", "hello").build());
        requests.put("tools.invoke", JsonObject.builder().put("tool", "time.now").put("input", JsonObject.EMPTY)
                .put("session", session).build());
        requests.put("events.subscribe", JsonObject.builder().put("topics", JsonArray.ofStrings(List.of("turn.*")))
                .put("session", session).build());
        return requests;
    }

    private static String refusal(WireClient client, String method, JsonObject params) throws Exception {
        return WireClient.error(client.request(method, params, JsonObject.EMPTY)).toString();
    }

    private static WireClient as(Gateway gateway, List<String> scopes) throws Exception {
        try (var operator = gateway.connect()) {
            var made = operator.call("tokens.create",
                    JsonObject.builder().put("name", "somebody").put("scopes", JsonArray.ofStrings(scopes)).build());
            return WireClient.connect(gateway, made.text("token").orElseThrow());
        }
    }
}
