// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.PreviewableTool;
import dev.postern.api.tool.Tool;
import dev.postern.core.json.JsonException;
import dev.postern.core.json.RecordMapper;
import dev.postern.json.StrictJson;

/** Calls tools whose input and output are records, by the gateway's own mapping. */
final class RecordCalls {
    private final RecordMapper mapper = new StrictJson().newMapper();

    JsonObject write(Record value) {
        return mapper.write(value);
    }

    <I extends Record, O extends Record> Subject<O> of(Tool<I, O> tool, ToolFile file) {
        Class<I> type = input(tool, file);
        return new Subject<>(file.descriptor(), (input, context) -> tool.call(read(input, type), context),
                mapper::write);
    }

    <I extends Record, O extends Record> Subject<Preview> preview(PreviewableTool<I, O> tool, ToolFile file) {
        Class<I> type = input(tool, file);
        return new Subject<>(file.descriptor(), (input, context) -> tool.preview(read(input, type), context), null);
    }

    private <I extends Record> I read(JsonObject input, Class<I> type) {
        try {
            return mapper.read(input, type);
        } catch (JsonException misfit) {
            throw new AssertionError("what the schema allows does not fit " + type.getName() + ": "
                    + misfit.getMessage(), misfit);
        }
    }

    /** By the class that the descriptor names: the tool's own loader has it. */
    @SuppressWarnings("unchecked")
    private static <I extends Record> Class<I> input(Tool<I, ?> tool, ToolFile file) {
        try {
            return (Class<I>) Class.forName(file.input(), true, tool.getClass().getClassLoader())
                    .asSubclass(Record.class);
        } catch (ClassNotFoundException stale) {
            throw new AssertionError(
                    "the descriptor of " + file.descriptor().name() + " is of another build: there is no "
                            + file.input(),
                    stale);
        }
    }
}
