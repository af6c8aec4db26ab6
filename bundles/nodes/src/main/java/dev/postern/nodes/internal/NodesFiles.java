// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.FileAccess;
import dev.postern.api.tool.FileInfo;
import dev.postern.api.tool.ToolException;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code nodes.files}. */
@Component(service = Method.class)
@WireMethod(name = "nodes.files", scope = "node:tools", effect = true,
        description = "Reads and changes files below the roots that the plugin may use, for a call that the node runs.")
public final class NodesFiles implements Method<NodesFiles.Params, NodesFiles.Result> {
    private static final int READ = 524_288;

    private final Nodes nodes;

    /** Over the nodes. */
    @Activate
    public NodesFiles(@Reference Nodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        var files = nodes.of(context.connection()).calls().using(params.run()).files();
        try {
            return switch (params.operation()) {
                case ROOTS -> new Result(files.roots().stream().map(root -> new Root(root.name(), root.writable()))
                        .toList(), List.of(), Optional.empty(), Optional.empty());
                case INFO -> entries(files.info(params.path()).stream().toList());
                case LIST -> entries(files.list(params.path(), params.limit()));
                case READ -> new Result(List.of(), List.of(), Optional.of(Means.text(
                        files.read(params.path(), params.offset(), Math.min(READ, params.limit())))), Optional.empty());
                default -> changed(files, params);
            };
        } catch (ToolException refused) {
            return new Result(List.of(), List.of(), Optional.empty(), Optional.of(Means.failure(refused)));
        }
    }

    private static Result changed(FileAccess files, Params params) throws ToolException {
        var sha256 = params.sha256();
        switch (params.operation()) {
            case WRITE -> files.write(params.path(), Means.bytes(params.content()));
            case CREATE -> files.create(params.path(), Means.bytes(params.content()));
            case REPLACE -> files.replace(params.path(), Means.bytes(params.content()), sha256.orElse(""));
            case MOVE -> {
                if (sha256.isPresent()) {
                    files.move(params.path(), params.to().orElse(""), sha256.get());
                } else {
                    files.move(params.path(), params.to().orElse(""));
                }
            }
            case DELETE -> {
                if (sha256.isPresent()) {
                    files.delete(params.path(), sha256.get());
                } else {
                    files.delete(params.path());
                }
            }
            default -> throw new IllegalArgumentException(params.operation() + " changes nothing");
        }
        return new Result(List.of(), List.of(), Optional.empty(), Optional.empty());
    }

    private static Result entries(List<FileInfo> infos) {
        return new Result(List.of(), infos.stream()
                .map(info -> new Entry(info.path(), info.folder(), info.size(), info.modified()))
                .toList(), Optional.empty(), Optional.empty());
    }

    /** What there is. */
    public enum Operation {
        ROOTS, INFO, LIST, READ, WRITE, CREATE, REPLACE, MOVE, DELETE
    }

    /** What to do, and with what. */
    public record Params(
            @Size(min = 1, max = 64) @Description("As call.start has it.") String run,
            Operation operation,
            @DefaultValue("\"\"") @Size(max = 4_096) @Description("root/path; of a move, from where.") String path,
            @Size(max = 4_096) @Description("Of a move.") Optional<String> to,
            @DefaultValue("0") @Range(min = 0) @Description("Of a read: from which byte on.") long offset,
            @DefaultValue("1000") @Range(
                    min = 0) @Description("Entries of a list, bytes of a read; of a read 524288 at most.") int limit,
            @Description("Of a write, create or replace, in Base64.") Optional<String> content,
            @Size(min = 64,
                    max = 64) @Description("What the file must hold now, in hexadecimal digits.") Optional<String> sha256) {}

    /** What was asked for; a failure in its place. */
    public record Result(
            List<Root> roots,
            List<Entry> entries,
            @Description("In Base64.") Optional<String> content,
            Optional<CallFailure> failure) {}

    /** A root. */
    public record Root(String name, boolean writable) {}

    /** A file or folder. */
    public record Entry(String path, boolean folder, long size, Instant modified) {}
}
