// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import java.util.ArrayList;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;

/** The schema of a record that stands by itself: a frame, an event's payload, or a file. */
final class RecordDescription {
    private RecordDescription() {}

    static JsonObject write(TypeElement type, Annotation definition) throws Misuse {
        mustBeRecord(type, "@WireRecord");
        var schema = RecordSchema.of(type, definition.flag("closed"));
        var frame = definition.text("frame");
        return frame.isEmpty() ? schema : framed(schema, frame);
    }

    static JsonObject document(TypeElement type) throws Misuse {
        mustBeRecord(type, "@DocumentRecord");
        return RecordSchema.of(type, false);
    }

    private static void mustBeRecord(TypeElement type, String annotation) throws Misuse {
        if (type.getKind() != ElementKind.RECORD) {
            throw new Misuse(type, annotation + " is for records");
        }
    }

    /** Frames are told apart by their member {@code type}, which the record's own type stands for in Java. */
    private static JsonObject framed(JsonObject schema, String frame) {
        var properties = JsonObject.builder()
                .put("type", JsonObject.of("const", frame))
                .putAll(schema.object("properties").orElse(JsonObject.EMPTY))
                .build();
        var required = new ArrayList<String>();
        required.add("type");
        required.addAll(schema.array("required").orElse(JsonArray.EMPTY).strings());
        return schema.with("properties", properties).with("required", JsonArray.ofStrings(required));
    }
}
