// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.anthropic.internal;

import dev.postern.api.json.JsonObject;
import dev.postern.api.model.ModelUsage;

/** Tokens of one answer. The wire tells them more than once, each time all so far; and cached ones beside the others. */
final class Counts {
    private long input;
    private long written;
    private long read;
    private long output;

    void take(JsonObject usage) {
        input = usage.integer("input_tokens").orElse(input);
        written = usage.integer("cache_creation_input_tokens").orElse(written);
        read = usage.integer("cache_read_input_tokens").orElse(read);
        output = usage.integer("output_tokens").orElse(output);
    }

    ModelUsage usage() {
        return new ModelUsage(input + written + read, read, output);
    }
}
