// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

/**
 * The JSON Schema 2020-12 of a record. Members come in the order of its components, so the text is always the same. Records
 * that occur once stand where they occur; those that occur twice, or contain themselves, stand in {@code $defs}.
 */
final class RecordSchema {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private final TypeElement root;
    private final boolean closed;
    private final Map<TypeElement, Integer> uses;
    private final Map<TypeElement, String> names = new LinkedHashMap<>();
    private final Map<String, JsonValue> definitions = new LinkedHashMap<>();
    private final List<Default> defaults = new ArrayList<>();

    private record Default(RecordComponentElement component, JsonObject schema, JsonValue value) {}

    private RecordSchema(TypeElement root, boolean closed) {
        this.root = root;
        this.closed = closed;
        this.uses = RecordTypes.uses(root);
    }

    /**
     * The whole schema document.
     *
     * @param closed whether members that are not components are refused
     */
    static JsonObject of(TypeElement type, boolean closed) throws Misuse {
        return new RecordSchema(type, closed).document();
    }

    private JsonObject document() throws Misuse {
        var builder = JsonObject.builder().put("$schema", DIALECT).putAll(members(root));
        if (!definitions.isEmpty()) {
            builder.put("$defs", new JsonObject(definitions));
        }
        var document = builder.build();
        // only now: a default may be an object whose record is defined further down
        for (var fallback : defaults) {
            new StructureCheck(fallback.component, "@DefaultValue", document)
                    .check("", fallback.schema, fallback.value);
        }
        return document;
    }

    private JsonObject record(TypeElement type) throws Misuse {
        if (type.equals(root)) {
            return JsonObject.of("$ref", "#");
        }
        if (uses.getOrDefault(type, 0) < 2) {
            return members(type);
        }
        var name = names.get(type);
        if (name == null) {
            name = freeName(type);
            names.put(type, name);
            // takes its place now, so that definitions stand in the order in which they are first met
            definitions.put(name, JsonObject.EMPTY);
            definitions.put(name, members(type));
        }
        return JsonObject.of("$ref", "#/$defs/" + name);
    }

    /** The simple name; with the classes around it when another record has the same. */
    private String freeName(TypeElement type) {
        var name = type.getSimpleName().toString();
        var around = type.getEnclosingElement();
        while (around != null && names.containsValue(name)) {
            name = around.getSimpleName() + "." + name;
            around = around.getEnclosingElement();
        }
        return name;
    }

    private JsonObject members(TypeElement type) throws Misuse {
        var properties = JsonObject.builder();
        var required = new ArrayList<String>();
        for (var component : ElementFilter.recordComponentsIn(type.getEnclosedElements())) {
            var name = component.getSimpleName().toString();
            properties.put(name, component(component));
            if (isRequired(component)) {
                required.add(name);
            }
        }
        var schema = JsonObject.builder().put("type", "object");
        Annotation.find(type, Constraints.PACKAGE + "Description")
                .ifPresent(description -> schema.put("description", description.text("value")));
        schema.put("properties", properties.build());
        if (!required.isEmpty()) {
            schema.put("required", JsonArray.ofStrings(required));
        }
        if (closed) {
            schema.put("additionalProperties", false);
        }
        return schema.build();
    }

    private JsonObject component(RecordComponentElement component) throws Misuse {
        var type = component.asType();
        var schema = Constraints.apply(component,
                type(component, RecordTypes.isOptional(type) ? argument(component, (DeclaredType) type, 0) : type));
        var fallback = schema.get("default");
        if (fallback.isPresent()) {
            defaults.add(new Default(component, schema, fallback.get()));
        }
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
        return isNullable(component) || !RecordTypes.isOptional(component.asType())
                && !Annotation.has(component.asType(), "Nullable")
                && !Annotation.has(component, "Nullable")
                && !Annotation.has(component.getAccessor().getReturnType(), "Nullable")
                && Annotation.find(component, Constraints.PACKAGE + "DefaultValue").isEmpty();
    }

    private JsonObject type(Element where, TypeMirror type) throws Misuse {
        var scalar = Scalars.schema(type);
        if (scalar.isPresent()) {
            return scalar.get();
        }
        if (!(type instanceof DeclaredType declared)) {
            throw unsupported(where, type);
        }
        var element = (TypeElement) declared.asElement();
        return switch (element.getQualifiedName().toString()) {
            case "java.util.Optional" ->
                throw new Misuse(where, type + " inside of another type: only a component itself can be Optional,"
                        + " an absent element is left out");
            case "java.util.List" -> JsonObject.builder()
                    .put("type", "array")
                    .put("items", type(where, argument(where, declared, 0)))
                    .build();
            case "java.util.Map" -> map(where, declared);
            default -> {
                if (element.getKind() != ElementKind.RECORD) {
                    throw unsupported(where, type);
                }
                yield record(element);
            }
        };
    }

    private JsonObject map(Element where, DeclaredType type) throws Misuse {
        if (!(argument(where, type, 0) instanceof DeclaredType key)
                || !((TypeElement) key.asElement()).getQualifiedName().contentEquals("java.lang.String")) {
            throw new Misuse(where, "a map's keys must be String: JSON has no other names");
        }
        return JsonObject.builder()
                .put("type", "object")
                .put("additionalProperties", type(where, argument(where, type, 1)))
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
