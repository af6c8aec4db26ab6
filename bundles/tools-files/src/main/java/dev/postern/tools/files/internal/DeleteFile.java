// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import java.util.Optional;

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
 * {@code files.delete}: one file, or one empty folder. Never a whole tree: what a person agreed to must be what they saw,
 * and nobody sees a tree. Not idempotent: a second call would delete what somebody has put there since.
 */
@Component
@ToolDefinition(name = "files.delete", version = "1.0.0", description = "Deletes a file or an empty folder.",
        risk = Risk.HIGH, foreign = false, examples = "{\"path\":\"workspace/old-notes.txt\"}")
public final class DeleteFile implements PreviewableTool<DeleteFile.Input, DeleteFile.Output> {

    /** What to delete. */
    public record Input(
            @Description("the file or empty folder, beginning with the root's name") @Size(min = 1,
                    max = 4096) String path,
            @Description("of a file: only if this is the SHA-256 of what it holds") @Pattern(Sha256.PATTERN) Optional<String> expectSha256) {}

    /** What was deleted. */
    public record Output(ListFolder.Kind kind, @Description("its size in bytes, 0 for a folder") long size) {}

    @Override
    public Output call(Input input, ToolContext context) throws ToolException, InterruptedException {
        var info = Paths.changeable(context, input.path());
        context.cancellation().check();
        if (input.expectSha256().isPresent()) {
            context.files().delete(input.path(), input.expectSha256().get());
        } else {
            context.files().delete(input.path());
        }
        return new Output(ListFolder.kind(info), info.size());
    }

    @Override
    public Preview preview(Input input, ToolContext context) throws ToolException {
        var info = Paths.changeable(context, input.path());
        var glimpse = Glimpse.of(context, info);
        glimpse.check(input.expectSha256());
        if (info.folder() && !context.files().list(input.path(), 1).isEmpty()) {
            throw new ToolException("conflict", input.path() + " is not empty: delete what is in it first");
        }
        return new Preview(
                info.folder()
                        ? "Deletes the empty folder " + input.path()
                        : "Deletes the file " + input.path() + ", " + Glimpse.size(info),
                "text/plain",
                glimpse.text());
    }
}
