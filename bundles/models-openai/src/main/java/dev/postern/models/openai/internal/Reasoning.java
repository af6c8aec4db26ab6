// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import java.util.ArrayList;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/**
 * What a model thought, encrypted: the endpoint wants each piece back in the place where it gave it.
 *
 * @param pieces in their order
 */
record Reasoning(List<Piece> pieces) {

    /**
     * A piece.
     *
     * @param place how many other items of the answer stood before it: its text, if there was any, and its calls
     * @param item as the endpoint gave it
     */
    record Piece(long place, JsonObject item) {}

    /** As it goes with the answer; JSON null for nothing. */
    JsonValue write() {
        return pieces.isEmpty()
                ? JsonNull.NULL
                : new JsonArray(pieces.stream().<JsonValue>map(piece -> JsonObject.builder().put("place", piece.place())
                        .put("item", piece.item()).build()).toList());
    }

    static Reasoning read(JsonValue continuation) {
        var pieces = new ArrayList<Piece>();
        if (continuation instanceof JsonArray(var values)) {
            for (var value : values) {
                if (value instanceof JsonObject piece) {
                    pieces.add(new Piece(piece.integer("place").orElse(0L), piece.object("item").orElseThrow()));
                }
            }
        }
        return new Reasoning(pieces);
    }

    /** Only what can be read again without the endpoint having stored it. */
    static boolean isWhole(JsonObject item) {
        return item.text("encrypted_content").filter(text -> !text.isEmpty()).isPresent();
    }

    /** As requests have it: without an id, for nothing is stored there that had one. */
    private static JsonObject sent(JsonObject item) {
        return JsonObject.builder().put("type", "reasoning")
                .put("summary", item.array("summary").orElse(JsonArray.EMPTY))
                .put("encrypted_content", item.text("encrypted_content")).build();
    }

    /** The items of the answer, with each piece before the item that it stood before. */
    List<JsonObject> among(List<JsonObject> items) {
        var all = new ArrayList<JsonObject>();
        for (int place = 0; place < items.size(); place++) {
            long here = place;
            pieces.stream().filter(piece -> piece.place() == here).forEach(piece -> all.add(sent(piece.item())));
            all.add(items.get(place));
        }
        // one at the very end led to nothing, and the endpoint refuses it so
        return all;
    }
}
