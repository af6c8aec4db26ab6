package dev.postern.processor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/** The JSON Schema 2020-12 of a record. Members come in the order of its components, so the text is always the same. */
final class RecordSchema {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final double MAX_SAFE = 9007199254740991.0;

    private final boolean closed;
    private final Deque<TypeElement> open = new ArrayDeque<>();
    private final Set<TypeElement> recursive = new HashSet<>();
    private final Map<String, JsonValue> definitions = new LinkedHashMap<>();
    private final List<String> secrets = new ArrayList<>();

    /** @param closed whether members that are not components are refused */
    RecordSchema(boolean closed) {
        this.closed = closed;
    }

    /** The whole schema document. */
    JsonObject of(TypeElement type) throws Misuse {
        var root = record(type, "");
        var document = JsonObject.builder().put("$schema", DIALECT).putAll(root);
        if (!definitions.isEmpty()) {
            document.put("$defs", new JsonObject(definitions));
        }
        return document.build();
    }

    /** JSON pointers to the components that are secret. */
    List<String> secrets() {
        return List.copyOf(secrets);
    }

    private JsonObject record(TypeElement type, String path) throws Misuse {
        if (open.contains(type)) {
            recursive.add(type);
            return reference(type);
        }
        open.push(type);
        var properties = JsonObject.builder();
        var required = new ArrayList<String>();
        for (var component : ElementFilter.recordComponentsIn(type.getEnclosedElements())) {
            var name = component.getSimpleName().toString();
            properties.put(name, component(component, path + "/" + name));
            if (isRequired(component)) {
                required.add(name);
            }
        }
        open.pop();
        var schema = JsonObject.builder().put("type", "object");
        Annotation.find(type, "dev.postern.api.schema.Description")
                .ifPresent(description -> schema.put("description", description.text("value")));
        schema.put("properties", properties.build());
        if (!required.isEmpty()) {
            schema.put("required", JsonArray.ofStrings(required));
        }
        if (closed) {
            schema.put("additionalProperties", false);
        }
        if (recursive.contains(type)) {
            definitions.put(type.getSimpleName().toString(), schema.build());
            return reference(type);
        }
        return schema.build();
    }

    private static JsonObject reference(TypeElement type) {
        return JsonObject.of("$ref", "#/$defs/" + type.getSimpleName());
    }

    private JsonObject component(RecordComponentElement component, String path) throws Misuse {
        if (Annotation.find(component, "dev.postern.api.schema.Secret").isPresent()) {
            secrets.add(path);
        }
        var schema = Constraints.apply(component, type(component, component.asType(), path));
        return isNullable(component)
                ? schema.with(
                        "type", JsonArray.of(schema.get("type").orElseThrow(), new JsonString("null")))
                : schema;
    }

    /** Whether the member is always there, and null when there is nothing. */
    private static boolean isNullable(RecordComponentElement component) {
        return Annotation.find(component, "dev.postern.protocol.OrNull").isPresent();
    }

    private static boolean isRequired(RecordComponentElement component) {
        var type = component.asType();
        return isNullable(component) || !type.toString().startsWith("java.util.Optional<")
                && !Annotation.has(type, "Nullable")
                && !Annotation.has(component, "Nullable")
                && !Annotation.has(component.getAccessor().getReturnType(), "Nullable")
                && Annotation.find(component, "dev.postern.api.schema.DefaultValue").isEmpty();
    }

    private JsonObject type(Element where, TypeMirror type, String path) throws Misuse {
        return switch (type.getKind()) {
            case BOOLEAN -> JsonObject.of("type", "boolean");
            case INT -> integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> integer(-MAX_SAFE, MAX_SAFE);
            case DOUBLE -> JsonObject.of("type", "number");
            case DECLARED -> declared(where, (DeclaredType) type, path);
            default -> throw unsupported(where, type);
        };
    }

    private JsonObject declared(Element where, DeclaredType type, String path) throws Misuse {
        var element = (TypeElement) type.asElement();
        var arguments = type.getTypeArguments();
        switch (element.getQualifiedName().toString()) {
            case "java.lang.String" -> {
                return JsonObject.of("type", "string");
            }
            case "java.lang.Boolean" -> {
                return JsonObject.of("type", "boolean");
            }
            case "java.lang.Integer" -> {
                return integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
            }
            case "java.lang.Long" -> {
                return integer(-MAX_SAFE, MAX_SAFE);
            }
            case "java.lang.Double" -> {
                return JsonObject.of("type", "number");
            }
            case "java.time.Instant" -> {
                return JsonObject.builder()
                        .put("type", "string")
                        .put("format", "date-time")
                        .build();
            }
            case "java.net.URI" -> {
                return JsonObject.builder().put("type", "string").put("format", "uri").build();
            }
            case "java.util.Optional" -> {
                return type(where, argument(where, type, 0), path);
            }
            case "java.util.List" -> {
                return JsonObject.builder()
                        .put("type", "array")
                        .put("items", type(where, argument(where, type, 0), path + "/*"))
                        .build();
            }
            case "java.util.Map" -> {
                if (arguments.isEmpty() || !arguments.getFirst().toString().endsWith("String")) {
                    throw new Misuse(where, "a map's keys must be String: JSON has no other names");
                }
                return JsonObject.builder()
                        .put("type", "object")
                        .put("additionalProperties", type(where, argument(where, type, 1), path + "/*"))
                        .build();
            }
            case "dev.postern.api.json.JsonValue" -> {
                return JsonObject.EMPTY;
            }
            case "dev.postern.api.json.JsonObject" -> {
                return JsonObject.of("type", "object");
            }
            case "dev.postern.api.json.JsonArray" -> {
                return JsonObject.of("type", "array");
            }
            default -> {
                return switch (element.getKind()) {
                    case RECORD -> record(element, path);
                    case ENUM -> enumeration(element);
                    default -> throw unsupported(where, type);
                };
            }
        }
    }

    private static JsonObject integer(double min, double max) {
        return JsonObject.builder()
                .put("type", "integer")
                .put("minimum", (long) min)
                .put("maximum", (long) max)
                .build();
    }

    private static JsonObject enumeration(TypeElement type) {
        var names = type.getEnclosedElements().stream()
                .filter(member -> member.getKind() == ElementKind.ENUM_CONSTANT)
                .<JsonValue>map(
                        constant -> new JsonString(constant.getSimpleName().toString().toLowerCase(Locale.ROOT)))
                .toList();
        return JsonObject.builder()
                .put("type", "string")
                .put("enum", new JsonArray(names))
                .build();
    }

    private static TypeMirror argument(Element where, DeclaredType type, int index) throws Misuse {
        if (type.getTypeArguments().size() <= index) {
            throw new Misuse(where, "raw type " + type + ": say what is in it");
        }
        return type.getTypeArguments().get(index);
    }

    private static Misuse unsupported(Element where, TypeMirror type) {
        return new Misuse(
                where,
                "the type " + type + " has no JSON form here: use text, numbers (int, long, double), boolean, an enum,"
                        + " Instant, URI, List, Map<String, …>, a record, JsonValue, or Optional of those");
    }
}
