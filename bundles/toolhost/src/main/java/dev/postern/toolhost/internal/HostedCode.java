// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolhost.internal;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.DescribedTool;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.PreviewableTool;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.core.json.Json;
import dev.postern.core.json.RecordMapper;
import org.osgi.framework.Bundle;

/**
 * A tool's code, called with JSON.
 *
 * @param key {@code <name>@<version>}
 * @param offer its descriptor, as the gateway takes it
 */
record HostedCode(String key, JsonObject offer, Code code) {

    /** Calls it, and asks what a call would do. */
    interface Code {
        JsonObject call(JsonObject input, ToolContext context) throws Exception;

        Optional<Preview> preview(JsonObject input, ToolContext context) throws Exception;
    }

    static HostedCode of(DescribedTool tool, JsonObject offer) {
        return new HostedCode(key(offer), offer, new Code() {
            @Override
            public JsonObject call(JsonObject input, ToolContext context) throws Exception {
                return tool.call(input, context);
            }

            @Override
            public Optional<Preview> preview(JsonObject input, ToolContext context) {
                return Optional.empty();
            }
        });
    }

    @SuppressWarnings("unchecked") // the processor wrote the class that the tool's own type argument names
    static <I extends Record, O extends Record> HostedCode of(Bundle bundle, Tool<?, ?> tool, JsonObject file,
            Json json)
            throws ClassNotFoundException {
        var offer = Tools.offer(file);
        var input = (Class<I>) bundle.loadClass(file.text("input").orElse("")).asSubclass(Record.class);
        return new HostedCode(key(offer), offer, new Records<>((Tool<I, O>) tool, input, json.newMapper()));
    }

    private static String key(JsonObject offer) {
        return offer.text("name").orElse("") + "@" + offer.text("version").orElse("");
    }

    private record Records<I extends Record, O extends Record>(Tool<I, O> tool, Class<I> input, RecordMapper mapper)
            implements
                Code {
        @Override
        public JsonObject call(JsonObject json, ToolContext context) throws Exception {
            return mapper.write(tool.call(mapper.read(json, input), context));
        }

        @Override
        public Optional<Preview> preview(JsonObject json, ToolContext context) throws Exception {
            return tool instanceof PreviewableTool<I, O> previewable
                    ? Optional.of(previewable.preview(mapper.read(json, input), context))
                    : Optional.empty();
        }
    }
}
