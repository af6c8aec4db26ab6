// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration may hold, as a bundle describes it.
 *
 * @param attributes by key
 * @param mustGive keys that have no default
 * @param factory whether there may be several
 */
record Description(Map<String, Attribute> attributes, List<String> mustGive, boolean factory) {
    private static final String REFERENCE_TARGET = ".target";

    /**
     * The properties that an object stands for.
     *
     * @param description null when no bundle describes the PID: values are taken as they are
     */
    static Dictionary<String, Object> properties(@Nullable Description description, JsonObject object)
            throws Refusal {
        var properties = new Hashtable<String, Object>();
        for (var member : object.members().entrySet()) {
            var key = member.getKey();
            if (key.isEmpty() || key.startsWith("service.") && !key.endsWith(REFERENCE_TARGET)) {
                throw new Refusal(key + " cannot be set");
            }
            var attribute = description == null ? null : description.attributes.get(key);
            if (attribute != null) {
                properties.put(key, attribute.value(member.getValue()));
            } else if (description == null || key.endsWith(REFERENCE_TARGET)) {
                properties.put(key, plain(key, member.getValue()));
            } else {
                throw new Refusal(key + " is not known; known are "
                        + String.join(", ", description.attributes.keySet().stream().sorted().toList()));
            }
        }
        if (description != null) {
            for (var key : description.mustGive) {
                if (properties.get(key) == null) {
                    throw new Refusal(key + " must be given");
                }
            }
        }
        return properties;
    }

    /** Whether every value but secrets stands there itself: what a reference leads to is nobody's to look at here. */
    boolean isPlain(Dictionary<String, Object> properties) {
        return attributes.values().stream().filter(attribute -> !attribute.isSecret())
                .noneMatch(attribute -> References.in(properties.get(attribute.id())));
    }

    private static Object plain(String key, JsonValue value) throws Refusal {
        return switch (value) {
            case JsonString(var text) -> text;
            case JsonBoolean(var truth) -> truth;
            case JsonNumber number -> number.isInteger() ? (Object) number.toLong() : (Object) number.value();
            case JsonArray(var values) -> {
                var texts = new ArrayList<String>();
                for (var each : values) {
                    if (!(each instanceof JsonString(var text))) {
                        throw new Refusal(key + " may be a list of texts only: no installed bundle says more of it");
                    }
                    texts.add(text);
                }
                yield texts.toArray(String[]::new);
            }
            case JsonObject ignored -> throw new Refusal(key + " must not be an object");
            case JsonNull ignored -> throw new Refusal(key + " must not be null: leave it out");
        };
    }
}
