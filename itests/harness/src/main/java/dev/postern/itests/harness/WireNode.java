// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/** A node that does what its test says, also what no node may. */
public final class WireNode implements AutoCloseable {
    private static final JsonObject ANY = JsonObject.of("type", "object");

    private final WireClient client;

    private WireNode(WireClient client) {
        this.client = client;
    }

    /** Connects with a token and says that it is a node; offers nothing yet. */
    public static WireNode connect(Gateway gateway, String token) throws Exception {
        var client = WireClient.open(gateway);
        client.hello(token, JsonObject.builder().put("client", JsonObject.builder()
                .put("id", "node").put("kind", "node").build()).build());
        return new WireNode(client);
    }

    /** A token that may offer tools and nothing else. */
    public static String token(WireClient operator) throws Exception {
        return operator.call("tokens.create", JsonObject.builder().put("name", "node")
                .put("scopes", JsonArray.ofStrings(List.of("node:tools"))).build()).text("token").orElseThrow();
    }

    /** A low risk tool that takes and returns any object. */
    public static JsonObject tool(String name) {
        return JsonObject.builder().put("name", name).put("version", "1.0.0").put("description", "A test's.")
                .put("risk", "low").put("inputSchema", ANY).put("outputSchema", ANY).build();
    }

    /** Registers and gives the result. */
    public JsonObject register(String name, JsonObject... tools) throws Exception {
        return client.call("nodes.register", registration(name, tools));
    }

    /** Params of a registration. */
    public static JsonObject registration(String name, JsonObject... tools) {
        return JsonObject.builder().put("node", name).put("tools", new JsonArray(List.<JsonValue>of(tools))).build();
    }

    /** The next request of that method; others before it are answered with nothing. */
    public JsonObject next(String method) throws Exception {
        while (true) {
            var frame = client.nextFrame();
            if (frame.text("method").orElse("").equals(method)) {
                return frame;
            }
            if (frame.text("type").orElse("").equals("request")) {
                answer(frame, JsonObject.EMPTY);
            }
        }
    }

    /** Answers a request. */
    public void answer(JsonObject request, JsonObject result) {
        client.raw(response(request.text("id").orElseThrow(), result).toString());
    }

    /** Answers with an output. */
    public void returns(JsonObject request, JsonObject output) {
        answer(request, JsonObject.builder().put("output", output).build());
    }

    /** A response that is ok. */
    public static JsonObject response(String id, JsonObject result) {
        return JsonObject.builder().put("type", "response").put("id", id).put("ok", true).put("result", result).build();
    }

    /** Sends a piece of what a run says. */
    public void piece(String run, String kind, String data) {
        client.raw(JsonObject.builder().put("type", "stream").put("stream", run).put("attempt", 1).put("seq", 0)
                .put("kind", new JsonString(kind)).put("data", data).put("end", false).build().toString());
    }

    /** A param of a request. */
    public static String param(JsonObject request, String name) {
        return request.object("params").orElseThrow().text(name).orElseThrow();
    }

    /** Its connection. */
    public WireClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
    }
}
