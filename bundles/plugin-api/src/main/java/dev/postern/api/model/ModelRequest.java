// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.model;

import java.util.List;

/**
 * What a model is asked. Holds no key: it is recorded as it is.
 *
 * @param model the model's name at the endpoint
 * @param messages the conversation, oldest first; every call in it has its result
 * @param tools what the model may call; empty for nothing
 * @param limits how long and how large
 */
public record ModelRequest(String model, List<ModelMessage> messages, List<ModelTool> tools, ModelLimits limits) {
    /** Copies the lists. */
    public ModelRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }
}
