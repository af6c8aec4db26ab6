// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.time.Instant;

import dev.postern.api.json.JsonObject;
import dev.postern.api.model.ModelUsage;

/**
 * What an answer says of itself besides its words; the same however often it is asked for.
 *
 * @param turn the turn that answers
 * @param session its session
 * @param at when its message was accepted
 * @param model as the request called it
 * @param metadata as the request brought it
 */
record Head(String turn, String session, Instant at, String model, JsonObject metadata) {

    /** Tokens as Chat Completions counts them. */
    static JsonObject chatUsage(ModelUsage usage) {
        return JsonObject.builder()
                .put("prompt_tokens", usage.input())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.input() + usage.output())
                .put("prompt_tokens_details", JsonObject.builder().put("cached_tokens", usage.cachedInput()).build())
                .build();
    }

    /** Tokens as Responses counts them. */
    static JsonObject responsesUsage(ModelUsage usage) {
        return JsonObject.builder()
                .put("input_tokens", usage.input())
                .put("input_tokens_details", JsonObject.builder().put("cached_tokens", usage.cachedInput()).build())
                .put("output_tokens", usage.output())
                .put("output_tokens_details", JsonObject.builder().put("reasoning_tokens", 0).build())
                .put("total_tokens", usage.input() + usage.output())
                .build();
    }
}
