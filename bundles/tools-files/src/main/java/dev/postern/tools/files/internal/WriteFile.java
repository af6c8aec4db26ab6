package dev.postern.tools.files.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.PreviewableTool;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Component;

/** {@code files.write}: creates or replaces a text file in one step. */
@Component
@ToolDefinition(name = "files.write", version = "1.0.0", description = "Creates or replaces a text file.",
        risk = Risk.MEDIUM, idempotent = true, foreign = false, maxOutputBytes = 1_048_576,
        examples = "{\"path\":\"workspace/notes.txt\",\"content\":\"Buy milk.\\n\"}")
public final class WriteFile implements PreviewableTool<WriteFile.Input, WriteFile.Output> {
    private static final int MAX_BYTES = 4 << 20;

    /** What to write. */
    public record Input(
            @Description("the file, beginning with the root's name; its folder must exist") @Size(min = 1,
                    max = 4096) String path,
            @Description("all of its text") @Size(max = MAX_BYTES) String content,
            @Description("whether an existing file may be replaced") @DefaultValue("true") boolean replace) {}

    /** What was written. */
    public record Output(
            @Description("whether the file is new") boolean created, @Description("its size in bytes") long size) {}

    @Override
    public Output call(Input input, ToolContext context) throws ToolException {
        var bytes = bytes(input);
        var before = before(input, bytes, context);
        if (before.isEmpty() || !Arrays.equals(before.get(), bytes)) {
            context.files().write(input.path(), bytes);
        }
        return new Output(before.isEmpty(), bytes.length);
    }

    @Override
    public Preview preview(Input input, ToolContext context) throws ToolException {
        var before = before(input, bytes(input), context);
        var old = before.flatMap(bytes -> Utf8.decode(bytes).filter(text -> text.bytes() == bytes.length));
        if (before.isPresent() && old.isEmpty()) {
            return new Preview("Replaces " + input.path() + ", which is no text", "text/plain", "");
        }
        var difference = Difference.of(
                input.path(), before.isPresent(), old.map(Utf8::text).orElse(""), input.content());
        return new Preview(summary(input, before.isPresent(), difference), "text/x-diff", difference.text());
    }

    private static byte[] bytes(Input input) throws ToolException {
        var bytes = input.content().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new ToolException("too_large", "the content is larger than " + MAX_BYTES + " bytes");
        }
        return bytes;
    }

    private static String summary(Input input, boolean exists, Difference difference) {
        if (exists && difference.text().isEmpty()) {
            return "Leaves " + input.path() + " as it is";
        }
        return (exists ? "Changes " : "Creates ") + input.path() + ": " + difference.added()
                + (difference.added() == 1 ? " line more, " : " lines more, ") + difference.removed() + " less";
    }

    /** What the file holds now. That it holds the new content already is no conflict: the call may be made again. */
    private static Optional<byte[]> before(Input input, byte[] content, ToolContext context) throws ToolException {
        var info = context.files().info(input.path());
        if (info.isEmpty()) {
            Paths.parent(context, input.path());
            return Optional.empty();
        }
        Paths.file(context, input.path());
        if (info.get().size() > MAX_BYTES) {
            throw new ToolException("too_large", input.path() + " is larger than " + MAX_BYTES + " bytes");
        }
        var bytes = context.files().read(input.path(), 0, MAX_BYTES);
        if (!input.replace() && !Arrays.equals(bytes, content)) {
            throw new ToolException("conflict", input.path() + " exists; say replace=true to replace it");
        }
        return Optional.of(bytes);
    }
}
