// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;

/** What waits for a person's word, and the word. */
public final class Approvals {
    /** The actions of a person at a keyboard, none of which may invoke a tool. */
    public static final List<String> DECIDING = List.of("approvals:read", "approvals:decide", "sessions:others");

    private Approvals() {}

    /** Waits until one approval is pending in the session, and gives it. */
    public static JsonObject awaitOne(WireClient client, String session) throws Exception {
        var found = new JsonObject[]{JsonObject.EMPTY};
        Await.until("something waits for a word in " + session, () -> {
            var all = pending(client, session);
            if (all.size() == 1) {
                found[0] = all.getFirst();
            }
            return all.size() == 1;
        });
        return found[0];
    }

    /** Calls a tool that asks first, and gives what it waits for. */
    public static JsonObject invoke(WireClient client, JsonObject params) throws Exception {
        var refusal = WireClient.error(client.request("tools.invoke", params, JsonObject.EMPTY));
        if (!refusal.text("code").orElse("").equals("approval_required")) {
            throw new AssertionError("does not ask: " + refusal);
        }
        var details = refusal.array("details").orElseThrow().values();
        if (details.size() != 1) {
            throw new AssertionError("not one detail: " + refusal);
        }
        return get(client, ((JsonObject) details.getFirst()).text("approval").orElseThrow());
    }

    /** How it stands now. */
    public static JsonObject get(WireClient client, String approval) throws Exception {
        return client.call("approvals.get", JsonObject.of("approval", approval)).object("approval").orElseThrow();
    }

    /** What waits in the session now. */
    public static List<JsonObject> pending(WireClient client, String session) throws Exception {
        return client.call("approvals.list", JsonObject.of("session", session)).array("approvals").orElseThrow()
                .values().stream().map(JsonObject.class::cast).toList();
    }

    /** Says so; fails when the word does not count. */
    public static JsonObject decide(WireClient client, JsonObject approval, String word) throws Exception {
        return client.call("approvals.decide", word(approval, word)).object("approval").orElseThrow();
    }

    /** Params of {@code approvals.decide}. */
    public static JsonObject word(JsonObject approval, String word) {
        return JsonObject.builder().put("approval", id(approval)).put("decision", word).build();
    }

    /** Its id. */
    public static String id(JsonObject approval) {
        return approval.text("id").orElseThrow();
    }

    /** A client whose token has these scopes alone. */
    public static WireClient as(Gateway gateway, List<String> scopes) throws Exception {
        try (var operator = gateway.connect()) {
            var token = operator.call("tokens.create", JsonObject.builder().put("name", "test")
                    .put("scopes", JsonArray.ofStrings(scopes)).build()).text("token").orElseThrow();
            return WireClient.connect(gateway, token);
        }
    }
}
