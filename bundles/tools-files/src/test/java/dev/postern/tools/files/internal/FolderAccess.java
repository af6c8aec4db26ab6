package dev.postern.tools.files.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.postern.api.tool.FileAccess;
import dev.postern.api.tool.FileInfo;
import dev.postern.api.tool.FileRoot;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;

/** A folder as the root {@code workspace}; confinement is tested where it is made. */
record FolderAccess(Path folder) implements FileAccess {

    ToolContext context() {
        return (ToolContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[]{ToolContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "files" -> this;
                    case "cancellation" -> new NeverCancelled();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Override
    public List<FileRoot> roots() {
        return List.of(new FileRoot("workspace", true));
    }

    @Override
    public Optional<FileInfo> info(String path) {
        var file = file(path);
        return Files.exists(file) ? Optional.of(describe(file)) : Optional.empty();
    }

    @Override
    public List<FileInfo> list(String path, int limit) {
        try (var entries = Files.list(file(path))) {
            return entries.sorted().limit(limit).map(this::describe).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] read(String path, long offset, int length) {
        try {
            var bytes = Files.readAllBytes(file(path));
            int from = (int) Math.min(offset, bytes.length);
            return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void write(String path, byte[] content) {
        try {
            Files.write(file(path), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void move(String from, String to) throws ToolException {
        throw new ToolException("unsupported", "not in these tests");
    }

    @Override
    public void delete(String path) throws ToolException {
        throw new ToolException("unsupported", "not in these tests");
    }

    private Path file(String path) {
        return folder.resolve(path.substring(Math.min(path.length(), "workspace/".length())));
    }

    private FileInfo describe(Path file) {
        try {
            boolean isFolder = Files.isDirectory(file);
            return new FileInfo(
                    "workspace/" + folder.relativize(file),
                    isFolder,
                    isFolder ? 0 : Files.size(file),
                    Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record NeverCancelled() implements dev.postern.api.tool.Cancellation {
        @Override
        public boolean requested() {
            return false;
        }

        @Override
        public void onRequest(Runnable action) {}
    }
}
