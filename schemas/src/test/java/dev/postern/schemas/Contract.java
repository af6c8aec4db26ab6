// SPDX-License-Identifier: Apache-2.0
package dev.postern.schemas;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.core.store.RecordType;
import dev.postern.core.wire.Notices;
import dev.postern.protocol.Protocol;

/** Everything under {@code schemas/} that is generated, by path. */
final class Contract {
    private static final List<String> METHOD_MEMBERS = List.of("name", "scope", "description", "effect", "params",
            "result");
    /** Said by the gateway and its parts, not by the journal. */
    private static final Map<String, String> TRANSIENT = transients();

    private Contract() {}

    private static Map<String, String> transients() {
        var topics = new TreeMap<>(Map.of("gateway.heartbeat", "any", "gateway.overload", "gateway:read"));
        Arrays.stream(Notices.Topic.values()).forEach(topic -> topics.put(topic.topic(), topic.scope()));
        return topics;
    }

    static Map<String, JsonObject> files() {
        var files = new TreeMap<String, JsonObject>();
        Descriptors.frames().forEach((name, schema) -> files.put("frames/" + name + ".json", schema));
        Descriptors.events().forEach((topic, schema) -> files.put("events/" + topic + ".json", schema));
        Descriptors.methods().forEach((name, method) -> files.put("methods/" + name + ".json", published(method)));
        Descriptors.nodeMethods().forEach((name, method) -> files.put("nodes/" + name + ".json", method));
        files.put("policy.json", DocumentFile.schema("policy.put", "Policy document"));
        files.put("plugins.json", DocumentFile.schema("plugins.apply", "Plugins that shall be installed"));
        Descriptors.documents().forEach((name, schema) -> files.put(name + ".json", schema));
        files.put("catalogue.json", catalogue());
        files.put("asyncapi.json", AsyncApi.document());
        return files;
    }

    /** Of a descriptor, what concerns clients: not which class answers, nor on which thread. */
    private static JsonObject published(JsonObject method) {
        var published = JsonObject.builder();
        METHOD_MEMBERS.forEach(name -> method.get(name).ifPresent(value -> published.put(name, value)));
        return published.build();
    }

    /** Topics that clients may subscribe to, and their scopes. */
    static Map<String, String> topics() {
        var topics = new TreeMap<>(TRANSIENT);
        Arrays.stream(RecordType.values())
                .filter(RecordType::isPublic)
                .forEach(type -> topics.put(type.topic(), type.scope()));
        return topics;
    }

    private static JsonObject catalogue() {
        var journal = Arrays.stream(RecordType.values())
                .sorted(Comparator.comparing(RecordType::topic))
                .<JsonValue>map(type -> JsonObject.builder()
                        .put("type", type.topic())
                        .put("scope", type.scope())
                        .put("public", type.isPublic())
                        .build())
                .toList();
        var topics = topics().entrySet().stream()
                .<JsonValue>map(topic -> JsonObject.builder()
                        .put("topic", topic.getKey())
                        .put("scope", topic.getValue())
                        .put("public", true)
                        .put("durable", !TRANSIENT.containsKey(topic.getKey()))
                        .put("schema", "events/" + topic.getKey() + ".json")
                        .build())
                .toList();
        var methods = Descriptors.methods().values().stream()
                .<JsonValue>map(method -> JsonObject.builder()
                        .put("method", method.text("name"))
                        .put("scope", method.text("scope"))
                        .put("public", true)
                        .put("effect", method.bool("effect").orElse(false))
                        .put("description", method.text("description"))
                        .put("schema", "methods/" + method.text("name").orElseThrow() + ".json")
                        .build())
                .toList();
        var nodeMethods = Descriptors.nodeMethods().values().stream()
                .<JsonValue>map(method -> JsonObject.builder()
                        .put("method", method.text("name"))
                        .put("description", method.text("description"))
                        .put("schema", "nodes/" + method.text("name").orElseThrow() + ".json")
                        .build())
                .toList();
        return JsonObject.builder()
                .put("contractVersion", Protocol.CONTRACT_VERSION)
                .put("protocol", Protocol.VERSION)
                .put("journal", new JsonArray(journal))
                .put("topics", new JsonArray(topics))
                .put("methods", new JsonArray(methods))
                .put("nodeMethods", new JsonArray(nodeMethods))
                .build();
    }
}
