// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Pattern;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.FileInfo;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.PreviewableTool;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Component;

/**
 * {@code files.move}: a file, or a folder with all that is in it, in one step. Not idempotent: when it is called again, what
 * is at the old place by then is something else.
 */
@Component
@ToolDefinition(name = "files.move", version = "1.0.0",
        description = "Moves or renames a file or a whole folder within its root; replaces nothing.", risk = Risk.HIGH,
        foreign = false, examples = "{\"from\":\"workspace/notes.txt\",\"to\":\"workspace/archive/notes.txt\"}")
public final class MoveFile implements PreviewableTool<MoveFile.Input, MoveFile.Output> {

    /** What to move, and where. */
    public record Input(
            @Description("the file or folder, beginning with the root's name") @Size(min = 1, max = 4096) String from,
            @Description("its new path, in the same root; nothing may be there, and the folder it goes to must exist") @Size(
                    min = 1, max = 4096) String to,
            @Description("of a file: only if this is the SHA-256 of what it holds") @Pattern(Sha256.PATTERN) Optional<String> expectSha256) {}

    /** What was moved. */
    public record Output(ListFolder.Kind kind, @Description("its size in bytes, 0 for a folder") long size) {}

    @Override
    public Output call(Input input, ToolContext context) throws ToolException, InterruptedException {
        var info = check(input, context);
        context.cancellation().check();
        if (input.expectSha256().isPresent()) {
            context.files().move(input.from(), input.to(), input.expectSha256().get());
        } else {
            context.files().move(input.from(), input.to());
        }
        return new Output(ListFolder.kind(info), info.size());
    }

    @Override
    public Preview preview(Input input, ToolContext context) throws ToolException {
        var info = check(input, context);
        var glimpse = Glimpse.of(context, info);
        glimpse.check(input.expectSha256());
        return new Preview(
                (info.folder()
                        ? "Moves the folder " + input.from() + ", with all that is in it, to "
                        : "Moves the file " + input.from() + ", " + Glimpse.size(info) + ", to ") + input.to(),
                "text/plain",
                glimpse.text());
    }

    private static FileInfo check(Input input, ToolContext context) throws ToolException {
        var info = Paths.changeable(context, input.from());
        Paths.writable(context, input.to());
        if (!Paths.root(input.from()).equals(Paths.root(input.to()))) {
            throw new ToolException("invalid_input", "a move stays within one root: write a copy and delete the other");
        }
        if (info.folder() && input.to().startsWith(input.from() + "/")) {
            throw new ToolException("invalid_input", input.from() + " cannot be moved into itself");
        }
        if (context.files().info(input.to()).isPresent()) {
            throw new ToolException("conflict",
                    "there is something at " + input.to() + " already, and nothing is replaced");
        }
        Paths.newPlace(context, input.to());
        return info;
    }
}
