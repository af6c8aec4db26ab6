// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import java.util.Base64;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Component;

/** {@code files.read}: bytes of a file, as text where they are text. */
@Component
@ToolDefinition(name = "files.read", version = "1.0.0", description = "Reads a file, or a piece of it.",
        risk = Risk.LOW, idempotent = true, maxOutputBytes = 2_097_152, examples = "{\"path\":\"workspace/README.md\"}")
public final class ReadFile implements Tool<ReadFile.Input, ReadFile.Output> {

    /** What to read. */
    public record Input(
            @Description("the file, beginning with the root's name: workspace/notes.txt") @Size(min = 1,
                    max = 4096) String path,
            @Description("from which byte on") @Range(min = 0, max = 9007199254740991.0) @DefaultValue("0") long offset,
            @Description("how many bytes at most") @Range(min = 1, max = 1_048_576) @DefaultValue("65536") int limit) {}

    /** What was read. */
    public record Output(
            @Description("the text; absent when the bytes are no UTF-8 text") Optional<String> text,
            @Description("the bytes in base 64; absent when they are text") Optional<String> base64,
            @Description("the file's size in bytes") long size,
            @Description("whether the file goes on after what was read") boolean truncated,
            @Description("the offset to go on from, which is never inside of a character; absent at the end") Optional<Long> next,
            @Description("the SHA-256 of the file when all of it was read at once: files.write, files.move and files.delete take it as expectSha256") Optional<String> sha256) {}

    @Override
    public Output call(Input input, ToolContext context) throws ToolException {
        var file = Paths.file(context, input.path());
        var bytes = context.files().read(input.path(), input.offset(), input.limit());
        var text = Utf8.decode(bytes);
        long next = input.offset() + text.map(Utf8::bytes).orElse(bytes.length);
        boolean truncated = next < file.size();
        return new Output(
                text.map(Utf8::text),
                text.isPresent() ? Optional.empty() : Optional.of(Base64.getEncoder().encodeToString(bytes)),
                file.size(),
                truncated,
                truncated ? Optional.of(next) : Optional.empty(),
                !truncated && bytes.length == file.size() ? Optional.of(Sha256.of(bytes)) : Optional.empty());
    }
}
