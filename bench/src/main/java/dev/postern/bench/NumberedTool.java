// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.DescribedTool;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDescriptor;

/** Goes into many bundles, in each with a file that names it. */
public final class NumberedTool implements DescribedTool {
    static final String NAME = "name.txt";

    @Override
    public ToolDescriptor descriptor() {
        try (var in = Objects.requireNonNull(NumberedTool.class.getResourceAsStream("/" + NAME), NAME)) {
            var anything = JsonObject.of("type", "object");
            return new ToolDescriptor(new String(in.readAllBytes(), StandardCharsets.UTF_8), "1.0.0",
                    "Is one of many.", Risk.LOW, List.of(), Duration.ofSeconds(1), true, 1, Duration.ofSeconds(1), 1,
                    1_024,
                    List.of(), false, false, anything, anything, List.of());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public JsonObject call(JsonObject input, ToolContext context) {
        return JsonObject.of("is", "there");
    }
}
