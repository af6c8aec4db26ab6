// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import java.util.Locale;
import java.util.Optional;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;

/** The schema of types that contain no others. */
final class Scalars {
    private Scalars() {}

    static Optional<JsonObject> schema(TypeMirror type) {
        return Optional.ofNullable(
                switch (type.getKind()) {
                    case BOOLEAN -> JsonObject.of("type", "boolean");
                    case INT -> integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
                    case LONG -> integer(-JsonNumber.MAX_SAFE_INTEGER, JsonNumber.MAX_SAFE_INTEGER);
                    case DOUBLE -> JsonObject.of("type", "number");
                    case DECLARED -> declared((TypeElement) ((DeclaredType) type).asElement()).orElse(null);
                    default -> null;
                });
    }

    private static Optional<JsonObject> declared(TypeElement type) {
        return Optional.ofNullable(
                switch (type.getQualifiedName().toString()) {
                    case "java.lang.String" -> JsonObject.of("type", "string");
                    case "java.lang.Boolean" -> JsonObject.of("type", "boolean");
                    case "java.lang.Integer" -> integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
                    case "java.lang.Long" -> integer(-JsonNumber.MAX_SAFE_INTEGER, JsonNumber.MAX_SAFE_INTEGER);
                    case "java.lang.Double" -> JsonObject.of("type", "number");
                    case "java.time.Instant" -> formatted("date-time");
                    case "java.net.URI" -> formatted("uri");
                    case "dev.postern.api.json.JsonValue" -> JsonObject.EMPTY;
                    case "dev.postern.api.json.JsonObject" -> JsonObject.of("type", "object");
                    case "dev.postern.api.json.JsonArray" -> JsonObject.of("type", "array");
                    default -> type.getKind() == ElementKind.ENUM ? enumeration(type) : null;
                });
    }

    private static JsonObject integer(long min, long max) {
        return JsonObject.builder()
                .put("type", "integer")
                .put("minimum", min)
                .put("maximum", max)
                .build();
    }

    private static JsonObject formatted(String format) {
        return JsonObject.builder().put("type", "string").put("format", format).build();
    }

    private static JsonObject enumeration(TypeElement type) {
        var names = type.getEnclosedElements().stream()
                .filter(member -> member.getKind() == ElementKind.ENUM_CONSTANT)
                .map(constant -> constant.getSimpleName().toString().toLowerCase(Locale.ROOT))
                .toList();
        return JsonObject.builder()
                .put("type", "string")
                .put("enum", JsonArray.ofStrings(names))
                .build();
    }
}
