// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.core.json.JsonException;
import dev.postern.core.json.Schema;
import dev.postern.json.StrictJson;

/** The contract as it lies in the checkout: frames that a gateway sends are held against it. Safe for any thread. */
public final class WireContract {
    private static final StrictJson JSON = new StrictJson();
    private static final String HEARTBEAT = "gateway.heartbeat";

    private final Path schemas;
    private final Set<String> methods = new TreeSet<>();
    private final Set<String> nodeMethods = new TreeSet<>();
    private final Map<String, Boolean> topics = new TreeMap<>();
    private final Map<String, Held> compiled = new ConcurrentHashMap<>();

    private WireContract(Path schemas) {
        this.schemas = schemas;
        var catalogue = read("catalogue.json");
        for (var method : catalogue.array("methods").orElseThrow().values()) {
            methods.add(((JsonObject) method).text("method").orElseThrow());
        }
        for (var method : catalogue.array("nodeMethods").orElseThrow().values()) {
            nodeMethods.add(((JsonObject) method).text("method").orElseThrow());
        }
        for (var topic : catalogue.array("topics").orElseThrow().values()) {
            topics.put(((JsonObject) topic).text("topic").orElseThrow(),
                    ((JsonObject) topic).bool("durable").orElseThrow());
        }
    }

    /** The one of the checkout; read once. */
    public static WireContract ofCheckout() {
        return Checkout.CONTRACT;
    }

    /** The methods of the catalogue, sorted. */
    public Set<String> methods() {
        return methods;
    }

    /** The topics of the catalogue, sorted. */
    public Set<String> topics() {
        return topics.keySet();
    }

    /**
     * What a frame of a gateway breaks; empty when nothing.
     *
     * @param asked for a response, what it answers: {@code connect}, or a method; empty when nothing is known to be asked
     */
    public List<String> violations(JsonObject frame, String asked) {
        var violations = new ArrayList<String>();
        var type = frame.text("type").orElse("");
        switch (type) {
            case "response" -> {
                held(frame, "frames/response.json", violations);
                response(frame, asked, violations);
            }
            case "event" -> {
                held(frame, "frames/event.json", violations);
                event(frame, violations);
            }
            case "stream" -> held(frame, "frames/stream.json", violations);
            case "request" -> {
                held(frame, "frames/request.json", violations);
                request(frame, violations);
            }
            default -> violations.add("a gateway sends no frames of the type " + type);
        }
        return violations;
    }

    private void response(JsonObject frame, String asked, List<String> violations) {
        if (!frame.bool("ok").orElse(false)) {
            var code = frame.object("error").flatMap(error -> error.text("code")).orElse("");
            if (code.isEmpty() || frame.get("result").isPresent()) {
                violations.add("a response that is not ok has an error, and no result");
            } else if (frame.get("id").filter(JsonNull.NULL::equals).isPresent() && !code.equals("invalid_frame")) {
                violations.add("a response without an id answers an invalid frame only");
            }
            return;
        }
        var result = frame.object("result");
        if (result.isEmpty() || frame.get("error").isPresent()) {
            violations.add("a response that is ok has a result, and no error");
        } else if (asked.equals("connect")) {
            held(result.get(), "frames/hello.json", violations);
        } else if (methods.contains(asked)) {
            held(result.get(), "methods/" + asked + ".json", violations);
        } else {
            violations.add("the catalogue has no method that was asked" + (asked.isEmpty() ? "" : ": " + asked));
        }
    }

    /** Only nodes are asked anything. */
    private void request(JsonObject frame, List<String> violations) {
        var method = frame.text("method").orElse("");
        if (nodeMethods.contains(method)) {
            held(frame.object("params").orElse(JsonObject.EMPTY), "nodes/" + method + ".json", violations);
        } else {
            violations.add("the catalogue has no method of nodes " + method);
        }
    }

    private void event(JsonObject frame, List<String> violations) {
        var topic = frame.text("topic").orElse("");
        var durable = topics.get(topic);
        if (durable == null) {
            violations.add("the catalogue has no topic " + topic);
            return;
        }
        frame.object("payload").ifPresent(payload -> held(payload, "events/" + topic + ".json", violations));
        if (frame.get("cursor").isPresent() != (durable || topic.equals(HEARTBEAT))) {
            violations.add("durable events and heartbeats carry a cursor, others none");
        }
    }

    private void held(JsonObject value, String file, List<String> violations) {
        var held = compiled.computeIfAbsent(file, this::compile);
        held.compiled().validate(value)
                .forEach(broken -> violations.add(file + ": " + broken.path() + " " + broken.message()));
        unnamed(value, held.source(), "", place -> violations.add(file + ": " + place + " is not named there"));
    }

    /** Clients let members pass that they do not know; but a gateway of this checkout sends none that its contract hides. */
    private static void unnamed(JsonValue value, JsonObject schema, String at, Consumer<String> found) {
        var named = schema.object("properties").orElse(JsonObject.EMPTY);
        if (value instanceof JsonObject(var members) && !named.members().isEmpty()) {
            members.forEach((name, member) -> named.object(name).ifPresentOrElse(
                    each -> unnamed(member, each, at + "/" + name, found), () -> found.accept(at + "/" + name)));
        } else if (value instanceof JsonArray(var elements)) {
            schema.object("items").ifPresent(
                    each -> elements.forEach(element -> unnamed(element, each, at + "/*", found)));
        }
    }

    /** Of a method, the schema of what the gateway says: the result of its own, the params of nodes'. */
    private Held compile(String file) {
        var read = read(file);
        var schema = switch (file.substring(0, file.indexOf('/'))) {
            case "methods" -> read.object("result").orElseThrow();
            case "nodes" -> read.object("params").orElseThrow();
            default -> read;
        };
        try {
            return new Held(schema, JSON.schema(schema));
        } catch (JsonException e) {
            throw new IllegalStateException(file, e);
        }
    }

    private JsonObject read(String file) {
        try {
            return (JsonObject) JSON.parse(Files.readString(schemas.resolve(file)));
        } catch (IOException | JsonException e) {
            throw new IllegalStateException(file, e);
        }
    }

    private record Held(JsonObject source, Schema compiled) {}

    private static final class Checkout {
        static final WireContract CONTRACT = new WireContract(Distribution.root().resolve("schemas"));
    }
}
