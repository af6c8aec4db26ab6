// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/**
 * What is remembered while a person is asked for an input.
 *
 * @param tool the tool to be called
 * @param input what is known so far
 * @param asking the input asked for
 */
record Question(String tool, JsonObject input, String asking) {

    static Optional<Question> of(JsonValue memo) {
        if (memo instanceof JsonObject object
                && object.text("tool").isPresent()
                && object.object("input").isPresent()
                && object.text("asking").isPresent()) {
            return Optional.of(new Question(
                    object.text("tool").get(),
                    object.object("input").get(),
                    object.text("asking").get()));
        }
        return Optional.empty();
    }

    JsonObject memo() {
        return JsonObject.builder()
                .put("tool", tool)
                .put("input", input)
                .put("asking", asking)
                .build();
    }
}
