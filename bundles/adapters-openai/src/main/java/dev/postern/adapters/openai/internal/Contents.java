// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/** Reads what a message holds: a text, or parts of both wires. */
final class Contents {
    /** As many as a message of the gateway's has room for beside its texts. */
    private static final int MOST_PICTURES = 14;
    private static final Pattern DATA = Pattern.compile("data:(image/[a-z0-9.+-]{1,64});base64,",
            Pattern.CASE_INSENSITIVE);

    private Contents() {}

    /**
     * The parts; texts that follow one another are one.
     *
     * @param where its place in the request, for refusals
     */
    static List<Content> read(String where, JsonValue content) throws Refusal {
        var parts = new ArrayList<Content>();
        switch (content) {
            case JsonString(var text) -> parts.add(new Content.Text(text));
            case JsonNull _ -> {
                // an assistant that only called tools said nothing
            }
            case JsonArray(var values) -> {
                for (int index = 0; index < values.size(); index++) {
                    add(parts, part(where + "[" + index + "]", values.get(index)));
                }
            }
            default -> throw Refusal.invalid(where, "is a text or an array of parts");
        }
        if (parts.stream().filter(Content.Picture.class::isInstance).count() > MOST_PICTURES) {
            throw Refusal.invalid(where, "a message has at most " + MOST_PICTURES + " pictures");
        }
        return parts;
    }

    /** Its words; pictures are named only. */
    static String words(List<Content> parts) {
        return parts.stream()
                .map(part -> part instanceof Content.Text(var text) ? text : "[a picture that is not shown again]")
                .collect(Collectors.joining("\n"));
    }

    private static void add(List<Content> parts, Content part) {
        if (part instanceof Content.Text(var more) && !parts.isEmpty()
                && parts.getLast() instanceof Content.Text(var text)) {
            parts.set(parts.size() - 1, new Content.Text(text + "\n" + more));
        } else {
            parts.add(part);
        }
    }

    private static Content part(String where, JsonValue value) throws Refusal {
        if (!(value instanceof JsonObject part)) {
            throw Refusal.invalid(where, "is an object with a type");
        }
        var type = part.text("type").orElse("");
        return switch (type) {
            case "text", "input_text", "output_text" ->
                new Content.Text(part.text("text").orElseThrow(() -> Refusal.invalid(where + ".text", "is missing")));
            case "refusal" -> new Content.Text(part.text("refusal").orElse(""));
            case "image_url" -> picture(where + ".image_url", part.object("image_url").flatMap(url -> url.text("url"))
                    .orElse(""));
            case "input_image" -> picture(where + ".image_url", part.text("image_url").orElse(""));
            default -> throw Refusal.unsupported(where + ".type",
                    "parts of type " + type + " are not taken; text and pictures are");
        };
    }

    private static Content picture(String where, String url) throws Refusal {
        var data = DATA.matcher(url);
        if (!data.lookingAt()) {
            throw Refusal.unsupported(where, "a picture is sent as data:image/…;base64,…; the gateway fetches none");
        }
        try {
            return new Content.Picture(data.group(1), Base64.getDecoder().decode(url.substring(data.end())));
        } catch (IllegalArgumentException malformed) {
            throw Refusal.invalid(where, "is no base64");
        }
    }
}
