// SPDX-License-Identifier: Apache-2.0
package dev.postern.schemas;

import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.protocol.Protocol;

/** The contract as an AsyncAPI 3.0 document, seen from the gateway: it receives requests and sends responses and events, and sends requests to nodes. */
final class AsyncApi {
    private final JsonObject.Builder messages = JsonObject.builder();
    private final JsonObject.Builder schemas = JsonObject.builder();
    private final JsonObject.Builder channelMessages = JsonObject.builder();
    private final JsonObject.Builder operations = JsonObject.builder();
    private final Map<String, JsonObject> frames = Descriptors.frames();

    private AsyncApi() {}

    static JsonObject document() {
        var api = new AsyncApi();
        api.schema("error", api.frame("error"));
        api.connect();
        Descriptors.methods().forEach(api::method);
        Descriptors.nodeMethods().forEach(api::nodeMethod);
        Contract.topics().forEach((topic, scope) -> api.event(topic, scope));
        api.stream();
        return api.assembled();
    }

    private JsonObject assembled() {
        return JsonObject.builder()
                .put("asyncapi", "3.0.0")
                .put(
                        "info",
                        JsonObject.builder()
                                .put("title", "Postern gateway")
                                .put("version", Protocol.CONTRACT_VERSION)
                                .put("description",
                                        "The wire, version " + Protocol.VERSION + ": one JSON frame a text message.")
                                .put("license", JsonObject.of("name", "Apache-2.0"))
                                .build())
                .put("defaultContentType", "application/json")
                .put(
                        "servers",
                        JsonObject.builder()
                                .put(
                                        "local",
                                        JsonObject.builder()
                                                .put("host", "127.0.0.1:7717")
                                                .put("protocol", "ws")
                                                .put("description", "Subprotocol " + Protocol.SUBPROTOCOL)
                                                .build())
                                .build())
                .put(
                        "channels",
                        JsonObject.builder()
                                .put(
                                        "gateway",
                                        JsonObject.builder()
                                                .put("address", Protocol.PATH)
                                                .put("messages", channelMessages.build())
                                                .build())
                                .build())
                .put("operations", operations.build())
                .put(
                        "components",
                        JsonObject.builder()
                                .put("messages", messages.build())
                                .put("schemas", schemas.build())
                                .build())
                .build();
    }

    private void connect() {
        schema("hello", frame("hello"));
        message("connect", "Opens a connection", frame("connect"));
        message("connect.response", "Answers a connect", answer("hello"));
        exchange("receive", "connect", "connect", "Opens a connection", JsonObject.EMPTY);
    }

    private void method(String name, JsonObject method) {
        var summary = messages(name, method);
        exchange("receive", name, name, summary,
                JsonObject.builder()
                        .put("x-scope", method.text("scope"))
                        .put("x-effect", method.bool("effect").orElse(false))
                        .build());
    }

    private void nodeMethod(String name, JsonObject method) {
        exchange("send", name, name, messages(name, method), JsonObject.of("x-to", "node"));
    }

    /** A method's request and response; gives what it does. */
    private String messages(String name, JsonObject method) {
        schema(name + ".params", method.object("params").orElseThrow());
        schema(name + ".result", method.object("result").orElseThrow());
        var summary = method.text("description").orElse("");
        var request = frame("request");
        message(
                name,
                summary,
                request.with(
                        "properties",
                        request.object("properties")
                                .orElseThrow()
                                .with("method", JsonObject.of("const", name))
                                .with("params", reference("schemas", name + ".params"))));
        message(name + ".response", "Answers " + name, answer(name + ".result"));
        return summary;
    }

    private void event(String topic, String scope) {
        schema(topic, Descriptors.named(Descriptors.events(), topic));
        var event = frame("event");
        message(
                topic,
                "Happens",
                event.with(
                        "properties",
                        event.object("properties")
                                .orElseThrow()
                                .with("topic", JsonObject.of("const", topic))
                                .with("payload", reference("schemas", topic))));
        operations.put(
                "event." + topic,
                operation("send", topic, "Tells subscribers").put("x-scope", scope).build());
    }

    private void stream() {
        message("stream", "A piece of output as it comes", frame("stream"));
        operations.put("stream", operation("send", "stream", "Sends a piece").build());
        operations.put("node.stream", operation("receive", "stream", "Takes a piece from the node that runs a call")
                .build());
    }

    private JsonObject frame(String name) {
        return Descriptors.named(frames, name);
    }

    /** A response whose result is of that schema. */
    private JsonObject answer(String schema) {
        var response = frame("response");
        return response.with(
                "properties",
                response.object("properties")
                        .orElseThrow()
                        .with("result", reference("schemas", schema))
                        .with("error", reference("schemas", "error")));
    }

    private void exchange(String action, String name, String message, String summary, JsonObject more) {
        var reply = JsonObject.builder()
                .put("channel", JsonObject.of("$ref", "#/channels/gateway"))
                .put("messages", onChannel(message + ".response"))
                .build();
        operations.put(name, operation(action, message, summary).put("reply", reply).putAll(more).build());
    }

    private static JsonObject.Builder operation(String action, String message, String summary) {
        return JsonObject.builder()
                .put("action", action)
                .put("channel", JsonObject.of("$ref", "#/channels/gateway"))
                .put("summary", summary)
                .put("messages", onChannel(message));
    }

    private static JsonArray onChannel(String message) {
        return JsonArray.of(JsonObject.of("$ref", "#/channels/gateway/messages/" + message));
    }

    private void message(String name, String summary, JsonObject payload) {
        messages.put(
                name,
                JsonObject.builder()
                        .put("name", name)
                        .put("summary", summary)
                        .put("payload", embedded(name, payload))
                        .build());
        channelMessages.put(name, reference("messages", name));
    }

    private void schema(String name, JsonObject schema) {
        schema.object("$defs")
                .ifPresent(definitions -> definitions
                        .members()
                        .forEach((each, definition) -> schemas.put(name + "." + each, rewritten(definition, name))));
        schemas.put(name, embedded(name, schema));
    }

    private static JsonObject reference(String kind, String name) {
        return JsonObject.of("$ref", "#/components/" + kind + "/" + name);
    }

    /** A schema as part of this document: it is no document of its own, and its definitions stand elsewhere. */
    private static JsonObject embedded(String name, JsonObject schema) {
        var embedded = JsonObject.builder();
        schema.members().forEach((member, value) -> {
            if (!member.equals("$schema") && !member.equals("$defs")) {
                embedded.put(member, rewritten(value, name));
            }
        });
        return embedded.build();
    }

    private static JsonValue rewritten(JsonValue value, String name) {
        return switch (value) {
            case JsonObject(var members) -> {
                var copy = JsonObject.builder();
                members.forEach((member, each) -> copy.put(
                        member,
                        member.equals("$ref") && each instanceof JsonString(var target) && target.startsWith("#/$defs/")
                                ? new JsonString("#/components/schemas/" + name + "."
                                        + target.substring("#/$defs/".length()))
                                : rewritten(each, name)));
                yield copy.build();
            }
            case JsonArray(var values) -> new JsonArray(
                    List.copyOf(values.stream().map(each -> rewritten(each, name)).toList()));
            default -> value;
        };
    }
}
