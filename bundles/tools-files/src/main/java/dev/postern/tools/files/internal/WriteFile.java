package dev.postern.tools.files.internal;

import java.nio.charset.StandardCharsets;
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
@ToolDefinition(name = "files.write", version = "1.0.0", description = "Creates or replaces a text file.", risk = Risk.MEDIUM, idempotent = true, foreign = false, examples = "{\"path\":\"workspace/notes.txt\",\"content\":\"Buy milk.\\n\"}")
public final class WriteFile implements PreviewableTool<WriteFile.Input, WriteFile.Output> {
    private static final int MAX_BYTES = 4 << 20;

    /** What to write. */
    public record Input(
            @Description("the file, beginning with the root's name; its folder must exist") @Size(min = 1, max = 4096) String path,
            @Description("all of its text") @Size(max = MAX_BYTES) String content,
            @Description("whether an existing file may be replaced") @DefaultValue("true") boolean replace) {}

    /** What was written. */
    public record Output(
            @Description("whether the file is new") boolean created, @Description("its size in bytes") long size) {}

    @Override
    public Output call(Input input, ToolContext context) throws ToolException {
        var before = before(input, context);
        var bytes = input.content().getBytes(StandardCharsets.UTF_8);
        context.files().write(input.path(), bytes);
        return new Output(before.isEmpty(), bytes.length);
    }

    @Override
    public Preview preview(Input input, ToolContext context) throws ToolException {
        var before = before(input, context);
        if (before.isPresent() && Utf8.decode(before.get()).isEmpty()) {
            return new Preview("Replaces " + input.path() + ", which is no text", "text/plain", "");
        }
        var old = before.flatMap(Utf8::decode).orElse("");
        return new Preview(
                (before.isPresent() ? "Changes " : "Creates ") + input.path(),
                "text/x-diff",
                Difference.unified(input.path(), before.isPresent(), old, input.content()));
    }

    private static Optional<byte[]> before(Input input, ToolContext context) throws ToolException {
        var info = context.files().info(input.path());
        if (info.isEmpty()) {
            return Optional.empty();
        }
        Paths.file(context, input.path());
        if (!input.replace()) {
            throw new ToolException("conflict", input.path() + " exists; say replace=true to replace it");
        }
        if (info.get().size() > MAX_BYTES) {
            throw new ToolException("too_large", input.path() + " is larger than " + MAX_BYTES + " bytes");
        }
        return Optional.of(context.files().read(input.path(), 0, MAX_BYTES));
    }
}
