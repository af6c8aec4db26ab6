// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.record;

import java.util.List;
import java.util.Locale;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;

/** Parts of messages as records have them. */
final class PartCodec {
    private PartCodec() {}

    static JsonArray write(List<Part> parts) {
        return new JsonArray(parts.stream().<JsonValue>map(PartCodec::write).toList());
    }

    static List<Part> read(JsonArray parts) {
        return parts.values().stream().map(part -> read((JsonObject) part)).toList();
    }

    private static JsonObject write(Part part) {
        var object = switch (part) {
            case Part.Text text -> JsonObject.builder().put("text", text.text());
            case Part.Blob blob -> JsonObject.builder()
                    .put("blob", blob.blob())
                    .put("mediaType", blob.mediaType())
                    .put("name", blob.name());
        };
        return object.put("origin", origin(part.origin())).build();
    }

    private static Part read(JsonObject part) {
        var origin = origin(part.text("origin").orElseThrow());
        return part.text("text")
                .<Part>map(text -> new Part.Text(text, origin))
                .orElseGet(() -> new Part.Blob(
                        part.text("blob").orElseThrow(),
                        part.text("mediaType").orElseThrow(),
                        part.text("name").orElseThrow(),
                        origin));
    }

    static String origin(Origin origin) {
        return origin.name().toLowerCase(Locale.ROOT);
    }

    static Origin origin(String text) {
        return Origin.valueOf(text.toUpperCase(Locale.ROOT));
    }
}
