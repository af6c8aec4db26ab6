// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Pattern;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.PreviewableTool;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Component;

/**
 * {@code files.write}: creates or replaces a text file in one step. Idempotent: a file that holds the text already is left
 * as it is. An agreement binds the input and not the file, which may change before it is used: {@code expectSha256}, or
 * {@code replace=false} for a file that is to be new, makes the call fail then.
 */
@Component
@ToolDefinition(name = "files.write", version = "1.0.0", description = "Creates or replaces a text file.",
        risk = Risk.MEDIUM, idempotent = true, foreign = false, maxOutputBytes = 1_048_576, examples = {
            "{\"path\":\"workspace/notes.txt\",\"content\":\"Buy milk.\\n\"}",
            "{\"path\":\"workspace/notes.txt\",\"content\":\"Buy tea.\\n\","
                    + "\"expectSha256\":\"e0caefe9dbd4bc56e05b379569210b208444c5bea7daadb72ef64641b8df767f\"}"})
public final class WriteFile implements PreviewableTool<WriteFile.Input, WriteFile.Output> {
    private static final int MAX_BYTES = 4 << 20;

    /** What to write. */
    public record Input(
            @Description("the file, beginning with the root's name; its folder must exist") @Size(min = 1,
                    max = 4096) String path,
            @Description("all of its text") @Size(max = MAX_BYTES) String content,
            @Description("whether an existing file may be replaced") @DefaultValue("true") boolean replace,
            @Description("only if this is the SHA-256 of what the file holds, as files.read and a dry run tell it") @Pattern(Sha256.PATTERN) Optional<String> expectSha256) {}

    /** What was written. */
    public record Output(
            @Description("whether the file is new") boolean created, @Description("its size in bytes") long size,
            @Description("the SHA-256 of what it holds now") String sha256) {}

    @Override
    public Output call(Input input, ToolContext context) throws ToolException, InterruptedException {
        var bytes = bytes(input);
        var before = before(input, bytes, context);
        context.cancellation().check();
        if (before.isEmpty() || !Arrays.equals(before.get(), bytes)) {
            write(input, bytes, context);
        }
        return new Output(before.isEmpty(), bytes.length, Sha256.of(bytes));
    }

    private static void write(Input input, byte[] bytes, ToolContext context) throws ToolException {
        if (input.expectSha256().isPresent()) {
            context.files().replace(input.path(), bytes, input.expectSha256().get());
        } else if (input.replace()) {
            context.files().write(input.path(), bytes);
        } else {
            context.files().create(input.path(), bytes);
        }
    }

    @Override
    public Preview preview(Input input, ToolContext context) throws ToolException {
        var before = before(input, bytes(input), context);
        var old = before.flatMap(bytes -> Utf8.decode(bytes).filter(text -> text.bytes() == bytes.length));
        var difference = Difference.of(
                before.map(bytes -> "a/" + input.path() + "\tsha256:" + Sha256.of(bytes)).orElse("/dev/null"),
                input.path(), old.map(Utf8::text).orElse(""), input.content());
        return new Preview(
                summary(input, before, old.isPresent(), difference)
                        + (Unseen.in(input.content()) ? "; has characters that do not show" : ""),
                "text/x-diff",
                difference.text());
    }

    private static String summary(Input input, Optional<byte[]> before, boolean text, Difference difference) {
        if (before.isEmpty()) {
            return "Creates " + input.path() + ": " + counts(difference);
        }
        if (!text) {
            return "Replaces " + input.path() + ", " + before.get().length + " bytes that are no text: "
                    + counts(difference);
        }
        return difference.text().isEmpty()
                ? "Leaves " + input.path() + " as it is"
                : "Changes " + input.path() + ": " + counts(difference)
                        + (input.expectSha256().isPresent() ? ", if it is still as shown" : "");
    }

    private static String counts(Difference difference) {
        return difference.added() + (difference.added() == 1 ? " line more, " : " lines more, ") + difference.removed()
                + " less";
    }

    private static byte[] bytes(Input input) throws ToolException {
        var bytes = input.content().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new ToolException("too_large", "the content is larger than " + MAX_BYTES + " bytes");
        }
        return bytes;
    }

    /** What the file holds now. That it holds the new content already is no conflict: the call may be made again. */
    private static Optional<byte[]> before(Input input, byte[] content, ToolContext context) throws ToolException {
        if (input.expectSha256().isPresent() && !input.replace()) {
            throw new ToolException("invalid_input",
                    "replace=false is for a new file, of which expectSha256 says nothing");
        }
        Paths.writable(context, input.path());
        if (context.files().info(input.path()).isEmpty()) {
            Paths.newPlace(context, input.path());
            if (input.expectSha256().isPresent()) {
                throw Sha256.changed(input.path(), "is gone");
            }
            return Optional.empty();
        }
        Paths.file(context, input.path());
        var bytes = Content.of(context, input.path(), MAX_BYTES);
        if (!Arrays.equals(bytes, content)) {
            if (!input.replace()) {
                throw new ToolException("conflict", input.path() + " exists; say replace=true to replace it");
            }
            if (input.expectSha256().filter(expected -> !expected.equals(Sha256.of(bytes))).isPresent()) {
                throw Sha256.changed(input.path(), "holds something else");
            }
        }
        return Optional.of(bytes);
    }
}
