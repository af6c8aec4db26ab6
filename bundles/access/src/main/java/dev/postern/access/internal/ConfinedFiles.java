package dev.postern.access.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;

import dev.postern.api.tool.FileAccess;
import dev.postern.api.tool.FileInfo;
import dev.postern.api.tool.FileRoot;
import dev.postern.api.tool.ToolException;

/**
 * Files below the roots granted. Every path is walked from its root folder by folder with open handles that follow no link
 * (openat with O_NOFOLLOW), so that nobody can put a link into the way between the check and the use.
 */
final class ConfinedFiles implements FileAccess {
    private static final Set<StandardOpenOption> READ = Set.of(StandardOpenOption.READ);
    private static final Set<StandardOpenOption> CREATE = Set.of(StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW);

    private final Roots roots;
    private final int maxBytes;
    private volatile boolean closed;

    ConfinedFiles(Roots roots, int maxBytes) {
        this.roots = roots;
        this.maxBytes = maxBytes;
    }

    void close() {
        closed = true;
    }

    @Override
    public List<FileRoot> roots() {
        return roots.byName().entrySet().stream()
                .map(root -> new FileRoot(root.getKey(), root.getValue().writable()))
                .toList();
    }

    @Override
    public Optional<FileInfo> info(String path) throws ToolException {
        var place = place(path);
        try (var folder = OpenFolder.of(place)) {
            return Optional.of(describe(path, folder.attributes(place.name())));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    @Override
    public List<FileInfo> list(String path, int limit) throws ToolException {
        var place = place(path);
        try (var folder = OpenFolder.of(place);
                var inside = folder.open(place.name())) {
            // the first by name, whatever order the system gives them in, without holding all of them
            var first = new PriorityQueue<String>(java.util.Comparator.reverseOrder());
            for (Path entry : inside.entries()) {
                first.add(entry.getFileName().toString());
                if (first.size() > limit) {
                    first.remove();
                }
            }
            var names = new ArrayList<>(first);
            names.sort(null);
            var found = new ArrayList<FileInfo>();
            for (var name : names) {
                var attributes = inside.attributesIfUsable(name);
                if (attributes.isPresent()) {
                    found.add(describe(path + "/" + name, attributes.get()));
                }
            }
            return found;
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    @Override
    public byte[] read(String path, long offset, int length) throws ToolException {
        var place = place(path);
        try (var folder = OpenFolder.of(place);
                var channel = folder.channel(place.name(), READ)) {
            long there = Math.max(0, channel.size() - offset);
            var buffer = ByteBuffer.allocate((int) Math.min(Math.min(length, maxBytes), there));
            channel.position(offset);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                open();
            }
            return Arrays.copyOf(buffer.array(), buffer.position());
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    @Override
    public void write(String path, byte[] content) throws ToolException {
        var place = writable(path);
        if (content.length > maxBytes) {
            throw new ToolException("too_large", "a file is at most " + maxBytes + " bytes");
        }
        var temporary = ".postern-" + UUID.randomUUID() + ".tmp";
        try (var folder = OpenFolder.of(place)) {
            var there = folder.attributesIfUsable(place.name());
            if (there.isPresent() && there.get().isDirectory()) {
                throw new ToolException("invalid_input", path + " is a folder");
            }
            try {
                try (var channel = folder.channel(temporary, CREATE)) {
                    writeAll(channel, content);
                }
                folder.keepMode(place.name(), temporary);
                folder.replace(temporary, place.name());
            } catch (IOException | RuntimeException e) {
                folder.deleteIfThere(temporary);
                throw e;
            }
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    private void writeAll(SeekableByteChannel channel, byte[] content) throws IOException {
        var buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
            open();
        }
        if (channel instanceof java.nio.channels.FileChannel file) {
            file.force(true);
        }
    }

    @Override
    public void move(String from, String to) throws ToolException {
        var source = writable(from);
        var target = writable(to);
        if (!source.root().folder().equals(target.root().folder())) {
            throw new ToolException("invalid_input", "a move stays within one root");
        }
        try (var fromFolder = OpenFolder.of(source);
                var toFolder = OpenFolder.of(target)) {
            fromFolder.attributes(source.name());
            if (toFolder.exists(target.name())) {
                throw new FileAlreadyExistsException(to);
            }
            fromFolder.move(source.name(), toFolder, target.name());
        } catch (IOException e) {
            throw failure(from, e);
        }
    }

    @Override
    public void delete(String path) throws ToolException {
        var place = writable(path);
        try (var folder = OpenFolder.of(place)) {
            folder.delete(place.name());
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** The gateway's home. */
    Path home() {
        return roots.home();
    }

    /**
     * The real folder at the path, for a program to begin in. A program takes no open handle, so whoever can put a link
     * into its way after this look makes it begin elsewhere: somewhere in the sandbox, where there is one.
     */
    AllowedProcesses.Folder folder(String path) throws ToolException {
        var place = place(path);
        if (info(path).filter(FileInfo::folder).isEmpty()) {
            throw new ToolException("not_found", "there is no folder " + path);
        }
        var folder = place.root().folder();
        for (var part : place.folders()) {
            folder = folder.resolve(part);
        }
        folder = place.isRoot() ? folder : folder.resolve(place.name());
        try {
            if (!folder.toRealPath().equals(folder)) {
                throw new OpenFolder.NotUsable("links are not followed");
            }
        } catch (IOException e) {
            throw failure(path, e);
        }
        return new AllowedProcesses.Folder(place.root(), folder);
    }

    private Place place(String path) throws ToolException {
        open();
        var place = Place.of(roots, path);
        if (roots.isOwn(place)) {
            throw new ToolException("forbidden", path + " lies in the gateway's own home");
        }
        return place;
    }

    private Place writable(String path) throws ToolException {
        var place = place(path);
        if (!place.root().writable()) {
            throw new ToolException("forbidden", path + " lies below a root that may only be read here");
        }
        if (place.isRoot()) {
            throw new ToolException("forbidden", path + " is a root itself");
        }
        return place;
    }

    private void open() {
        if (closed) {
            throw new IllegalStateException("the call has ended, and with it what it may use");
        }
    }

    private static FileInfo describe(String path, BasicFileAttributes attributes) {
        boolean folder = attributes.isDirectory();
        return new FileInfo(
                path, folder, folder ? 0 : attributes.size(), attributes.lastModifiedTime().toInstant());
    }

    private static ToolException failure(String path, IOException e) {
        return switch (e) {
            case NoSuchFileException absent -> new ToolException("not_found", "there is no file or folder " + path);
            case FileAlreadyExistsException there ->
                new ToolException("conflict", "there is something at the target already");
            case DirectoryNotEmptyException full -> new ToolException("conflict", path + " is not empty");
            case OpenFolder.NotUsable link -> new ToolException("forbidden", path + ": " + link.getMessage());
            default -> new ToolException("io", path + " cannot be used: " + e.getClass().getSimpleName(), true, e);
        };
    }

    /** The view that never follows a link. */
    static final Class<BasicFileAttributeView> VIEW = BasicFileAttributeView.class;
}
