// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.surface.InboundMessage;
import dev.postern.api.trigger.TriggeredMessage;

/** How a payload becomes a message, by templates or by a plugin's trigger. */
final class Mapping {
    private static final int MAX_NAME = 256;

    private final List<Condition> conditions = new ArrayList<>();
    private final Map<String, Template> metadata = new LinkedHashMap<>();
    private final Template peer;
    private final Template thread;
    private final Template author;
    private final Template text;
    private final String trigger;

    /**
     * Reads the templates.
     *
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    Mapping(WebhookConfig config) {
        for (String condition : config.only()) {
            int equals = condition.indexOf('=', Math.max(0, condition.lastIndexOf('}')));
            if (equals < 0) {
                throw new IllegalArgumentException("only: '" + condition + "' is not of the form template=value");
            }
            conditions.add(new Condition(Template.parse("only", condition.substring(0, equals)),
                    condition.substring(equals + 1)));
        }
        for (String member : config.metadata()) {
            int equals = member.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("metadata: '" + member + "' is not of the form name=template");
            }
            metadata.put(member.substring(0, equals), Template.parse("metadata", member.substring(equals + 1)));
        }
        peer = Template.parse("peer", config.peer());
        thread = Template.parse("thread", config.thread());
        author = Template.parse("author", config.author());
        trigger = config.trigger();
        if (config.text().isBlank() && trigger.isEmpty()) {
            throw new IllegalArgumentException(
                    "text: says nothing; give a template such as {/message}, or name a plugin's trigger");
        }
        if (!config.text().isBlank() && !trigger.isEmpty()) {
            throw new IllegalArgumentException("trigger: makes the text; give either it or text");
        }
        text = Template.parse("text", config.text());
    }

    /** The trigger that makes messages; empty for the templates. */
    String trigger() {
        return trigger;
    }

    /** Whether the payload is one that a message is made of. */
    boolean wants(Payload payload) {
        return conditions.stream().allMatch(condition -> condition.holds(payload));
    }

    /**
     * Makes the message.
     *
     * @throws PayloadException when the payload lacks something
     */
    InboundMessage message(Payload payload, String dedupeKey, Instant at) throws PayloadException {
        // Somebody else composed the payload: no person of ours stands behind what it says.
        var origin = text.isForeign() ? Origin.FOREIGN : Origin.SYSTEM;
        return new InboundMessage(name("peer", peer.fill(payload)), name("thread", thread.fill(payload)),
                author.fill(payload), List.of(new Part.Text(text.fill(payload), origin)), at, dedupeKey,
                metadata(payload).build());
    }

    /**
     * Makes the message of what a trigger says; whom it is from stays the configuration's.
     *
     * @throws PayloadException when the payload lacks something
     */
    InboundMessage message(Payload payload, TriggeredMessage said, String dedupeKey, Instant at)
            throws PayloadException {
        return new InboundMessage(name("peer", peer.fill(payload)), name("thread", said.thread()),
                author.fill(payload), said.parts().stream().map(Mapping::foreign).toList(), at, dedupeKey,
                JsonObject.builder().putAll(said.metadata()).putAll(metadata(payload).build()).build());
    }

    private static Part foreign(Part part) {
        if (part.origin() != Origin.PERSON) {
            return part;
        }
        return switch (part) {
            case Part.Text(var words, _) -> new Part.Text(words, Origin.FOREIGN);
            case Part.Blob(var blob, var mediaType, var name, _) ->
                new Part.Blob(blob, mediaType, name, Origin.FOREIGN);
        };
    }

    private JsonObject.Builder metadata(Payload payload) throws PayloadException {
        var members = JsonObject.builder();
        for (var member : metadata.entrySet()) {
            members.put(member.getKey(), member.getValue().fill(payload));
        }
        return members;
    }

    private static String name(String what, String value) throws PayloadException {
        if (value.isBlank() || value.length() > MAX_NAME) {
            throw new PayloadException("the " + what + " has 1 to " + MAX_NAME + " characters, here " + value.length());
        }
        return value;
    }

    private record Condition(Template template, String value) {
        boolean holds(Payload payload) {
            try {
                return template.fill(payload).equals(value);
            } catch (PayloadException absent) {
                return false;
            }
        }
    }
}
