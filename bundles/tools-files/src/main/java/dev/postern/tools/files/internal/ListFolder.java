// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.FileInfo;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Component;

/** {@code files.list}: what is in a folder, or which roots there are. */
@Component
@ToolDefinition(name = "files.list", version = "1.0.0", description = "Lists a folder; without a path, the roots.",
        risk = Risk.LOW, idempotent = true, examples = {
            "{}", "{\"path\":\"workspace\"}"})
public final class ListFolder implements Tool<ListFolder.Input, ListFolder.Output> {

    /** What to list. */
    public record Input(
            @Description("the folder, beginning with the root's name; absent for the roots") @Size(min = 1,
                    max = 4096) Optional<String> path,
            @Description("how many entries at most") @Range(min = 1, max = 1000) @DefaultValue("200") int limit) {}

    /** What is there. */
    public record Output(
            @Description("the entries by name") List<Entry> entries,
            @Description("whether there are more than the limit") boolean truncated) {}

    /** One entry. */
    public record Entry(
            String path, @Description("folder or file") Kind kind, long size, Optional<Instant> modified) {}

    /** What an entry is. */
    public enum Kind {
        FILE, FOLDER
    }

    @Override
    public Output call(Input input, ToolContext context) throws ToolException {
        if (input.path().isEmpty()) {
            return new Output(
                    context.files().roots().stream()
                            .map(root -> new Entry(root.name(), Kind.FOLDER, 0, Optional.empty()))
                            .toList(),
                    false);
        }
        var path = input.path().get();
        Paths.folder(context, path);
        var found = context.files().list(path, input.limit() + 1);
        return new Output(
                found.stream().limit(input.limit()).map(ListFolder::entry).toList(), found.size() > input.limit());
    }

    private static Entry entry(FileInfo info) {
        return new Entry(
                info.path(), kind(info), info.size(), Optional.of(info.modified()));
    }

    static Kind kind(FileInfo info) {
        return info.folder() ? Kind.FOLDER : Kind.FILE;
    }
}
