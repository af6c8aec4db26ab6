// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.postern.api.tool.FileAccess;
import dev.postern.api.tool.FileInfo;
import dev.postern.api.tool.FileRoot;
import dev.postern.api.tool.ToolException;

/**
 * Files below the roots granted. Every path is walked from its root, folder by folder, with {@link OpenFolder}, and what is
 * done is done in the last one. A hard link is a file like any other, here as everywhere: it is read, but never changed
 * for those who have it under another name, as a file is only ever replaced whole.
 */
final class ConfinedFiles implements FileAccess {
    private final Roots roots;
    private final int maxBytes;
    private final FileWorkers workers;
    private volatile boolean closed;

    ConfinedFiles(Roots roots, int maxBytes, FileWorkers workers) {
        this.roots = roots;
        this.maxBytes = maxBytes;
        this.workers = workers;
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
        return look(place, () -> {
            try (var folder = OpenFolder.of(place)) {
                return Optional.of(describe(place.text(), folder.attributes(place.name())));
            } catch (NoSuchFileException absent) {
                return Optional.empty();
            }
        });
    }

    @Override
    public List<FileInfo> list(String path, int limit) throws ToolException {
        var place = place(path);
        return look(place, () -> {
            try (var folder = OpenFolder.of(place);
                    var inside = folder.open(place.name())) {
                var found = new ArrayList<FileInfo>();
                for (var name : inside.firstNames(limit)) {
                    alive();
                    var attributes = inside.attributesIfUsable(name);
                    if (attributes.isPresent()) {
                        found.add(describe(place.text() + "/" + name, attributes.get()));
                    }
                }
                return found;
            }
        });
    }

    @Override
    public byte[] read(String path, long offset, int length) throws ToolException {
        var place = place(path);
        return look(place, () -> {
            try (var folder = OpenFolder.of(place);
                    var channel = folder.read(place.name())) {
                long there = Math.max(0, channel.size() - offset);
                var buffer = ByteBuffer.allocate((int) Math.min(Math.min(length, maxBytes), there));
                channel.position(offset);
                while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                    alive();
                }
                return Arrays.copyOf(buffer.array(), buffer.position());
            }
        });
    }

    @Override
    public void write(String path, byte[] content) throws ToolException {
        put(path, content, Expected.ANYTHING);
    }

    @Override
    public void create(String path, byte[] content) throws ToolException {
        put(path, content, Expected.NOTHING);
    }

    @Override
    public void replace(String path, byte[] content, String sha256) throws ToolException {
        put(path, content, Expected.content(sha256));
    }

    private void put(String path, byte[] content, Expected expected) throws ToolException {
        var place = writable(path);
        if (content.length > maxBytes) {
            throw new ToolException("too_large", "a file is at most " + maxBytes + " bytes");
        }
        change(place, place, () -> {
            try (var folder = OpenFolder.of(place)) {
                if (!folder.exists(place.name())) {
                    makeable(place);
                } else if (folder.attributes(place.name()).isDirectory()) {
                    throw new ToolException("invalid_input", place.text() + " is a folder");
                }
                Replacement.of(folder, place.name(), roots).write(content, expected, place.text(), this::alive);
            }
        });
    }

    @Override
    public void move(String from, String to) throws ToolException {
        move(from, to, Expected.ANYTHING);
    }

    @Override
    public void move(String from, String to, String sha256) throws ToolException {
        move(from, to, Expected.content(sha256));
    }

    private void move(String from, String to, Expected expected) throws ToolException {
        var source = writable(from);
        var target = writable(to);
        if (!source.root().folder().equals(target.root().folder())) {
            throw new ToolException("invalid_input", "a move stays within one root");
        }
        if (target.isBelow(source)) {
            throw new ToolException("invalid_input", "a folder cannot be moved into itself");
        }
        makeable(target);
        change(source, target, () -> {
            try (var fromFolder = OpenFolder.of(source);
                    var toFolder = OpenFolder.of(target)) {
                expected.check(fromFolder, source.name(), source.text(), this::alive);
                fromFolder.attributes(source.name());
                Expected.NOTHING.check(toFolder, target.name(), target.text(), this::alive);
                alive();
                fromFolder.move(source.name(), toFolder, target.name());
                toFolder.force();
                fromFolder.force();
            }
        });
    }

    @Override
    public void delete(String path) throws ToolException {
        delete(path, Expected.ANYTHING);
    }

    @Override
    public void delete(String path, String sha256) throws ToolException {
        delete(path, Expected.content(sha256));
    }

    private void delete(String path, Expected expected) throws ToolException {
        var place = writable(path);
        change(place, place, () -> {
            try (var folder = OpenFolder.of(place)) {
                expected.check(folder, place.name(), place.text(), this::alive);
                alive();
                folder.delete(place.name());
                folder.force();
            }
        });
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
            throw FileFailure.of(path, e);
        }
        return new AllowedProcesses.Folder(place.root(), folder);
    }

    private <T> T look(Place place, FileWorkers.Work<T> work) throws ToolException {
        try {
            return workers.run(work);
        } catch (IOException e) {
            throw FileFailure.of(place.text(), e);
        }
    }

    private void change(Place place, Place other, FileWorkers.Change change) throws ToolException {
        try {
            workers.change(List.of(place.name(), other.name()), change);
        } catch (IOException e) {
            throw FileFailure.of(place.text(), e);
        }
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
        if (roots.readOnly()) {
            throw new ToolException("forbidden", "a preview changes nothing");
        }
        if (place.isRoot()) {
            throw new ToolException("forbidden", path + " is a root itself");
        }
        if (path.endsWith("/")) {
            throw new ToolException("forbidden", path + " ends with a slash: say what is to change without one");
        }
        if (roots.isKept(place)) {
            throw new ToolException("forbidden", path + " holds a root or the gateway's own home");
        }
        return place;
    }

    private static void makeable(Place place) throws ToolException {
        if (!FileNames.mayBeMade(place.name())) {
            throw new ToolException("invalid_input", place.text()
                    + " would look like another name: write it in Unicode's composed form (NFC), without spaces at its ends");
        }
    }

    private void open() {
        if (closed) {
            throw new IllegalStateException("the call has ended, and with it what it may use");
        }
    }

    private void alive() throws InterruptedIOException {
        open();
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("cancelled");
        }
    }

    private static FileInfo describe(String path, BasicFileAttributes attributes) {
        boolean folder = attributes.isDirectory();
        return new FileInfo(
                path, folder, folder ? 0 : attributes.size(), attributes.lastModifiedTime().toInstant());
    }
}
