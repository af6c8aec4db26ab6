// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder held open, so that names are looked up in it and nowhere else, whatever its path becomes meanwhile. Nothing
 * here follows a link (openat and its kin with O_NOFOLLOW), so that nobody can put one in the way between a look and what
 * follows from it.
 */
final class OpenFolder implements AutoCloseable {
    private final SecureDirectoryStream<Path> stream;
    private final Path path;

    private OpenFolder(SecureDirectoryStream<Path> stream, Path path) {
        this.stream = stream;
        this.path = path;
    }

    /** Something that is neither file nor folder, or a link. */
    static final class NotUsable extends IOException {
        private static final long serialVersionUID = 1L;

        NotUsable(String message) {
            super(message);
        }
    }

    /** A folder on the way is not there. */
    static final class NoFolder extends NoSuchFileException {
        private static final long serialVersionUID = 1L;

        NoFolder(String path) {
            super(path);
        }
    }

    /** Opens the folder in which the place's name stands. */
    static OpenFolder of(Place place) throws IOException {
        var folder = top(place.root().outermost());
        var way = Stream.concat(place.root().within().stream(), place.folders().stream()).toList();
        try {
            for (var name : way) {
                var next = folder.open(name);
                folder.close();
                folder = next;
            }
            return folder;
        } catch (NoSuchFileException absent) {
            folder.close();
            throw new NoFolder(
                    place.isRoot() ? place.text() : place.text().substring(0, place.text().lastIndexOf('/')));
        } catch (IOException e) {
            folder.close();
            throw e;
        }
    }

    private static OpenFolder top(Path path) throws IOException {
        var stream = Files.newDirectoryStream(path);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new OpenFolder(secure, path);
        }
        stream.close();
        throw new NotUsable("this system cannot open folders safely");
    }

    /** Opens a folder in this one; {@code .} is this one. */
    OpenFolder open(String name) throws IOException {
        if (!name.equals(".") && !attributes(name).isDirectory()) {
            throw new NotUsable(name + " is no folder");
        }
        try {
            return new OpenFolder(
                    stream.newDirectoryStream(entry(name), LinkOption.NOFOLLOW_LINKS), path.resolve(name).normalize());
        } catch (NotDirectoryException changed) {
            throw new NotUsable(name + " is no folder");
        }
    }

    /** Where it lay when it was opened. */
    Path path() {
        return path;
    }

    /** What tells it from every other folder; null where the system has nothing such. */
    @org.jspecify.annotations.Nullable
    Object key() throws IOException {
        return stream.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
    }

    /** What stands under the name; refuses links and whatever is neither file nor folder. */
    BasicFileAttributes attributes(String name) throws IOException {
        return usable(view(name, BasicFileAttributeView.class).readAttributes());
    }

    private static <A extends BasicFileAttributes> A usable(A attributes) throws NotUsable {
        if (attributes.isSymbolicLink() || attributes.isOther()) {
            throw new NotUsable("links, devices, pipes and sockets are not followed");
        }
        return attributes;
    }

    Optional<BasicFileAttributes> attributesIfUsable(String name) throws IOException {
        try {
            return Optional.of(attributes(name));
        } catch (NoSuchFileException | NotUsable gone) {
            return Optional.empty();
        }
    }

    /** Whether anything stands under the name, links included. */
    boolean exists(String name) throws IOException {
        try {
            view(name, BasicFileAttributeView.class).readAttributes();
            return true;
        } catch (NoSuchFileException absent) {
            return false;
        }
    }

    /** The permissions of the file that stands there, which is no folder; none where the system has no such. */
    Optional<Set<PosixFilePermission>> mode(String name) throws IOException {
        var view = stream.getFileAttributeView(entry(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return Optional.empty();
        }
        PosixFileAttributes attributes = usable(view.readAttributes());
        return Optional.of(attributes.permissions());
    }

    /** Gives a file the permissions that it was not made with, as the process's umask forbade them. */
    void setMode(String name, Set<PosixFilePermission> mode) throws IOException {
        if (!mode(name).equals(Optional.of(mode))) {
            view(name, PosixFileAttributeView.class).setPermissions(mode);
        }
    }

    /** The first names in it, in their order, whatever order the system gives them in; without holding all of them. */
    List<String> firstNames(int limit) throws IOException {
        var first = new PriorityQueue<String>(Comparator.reverseOrder());
        try {
            for (var entry : stream) {
                var name = String.valueOf(entry.getFileName());
                if (FileNames.usable(name)) {
                    first.add(name);
                }
                if (first.size() > limit) {
                    first.remove();
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        var names = new ArrayList<>(first);
        names.sort(null);
        return names;
    }

    /** Opens a file. */
    FileChannel read(String name) throws IOException {
        if (attributes(name).isDirectory()) {
            throw new NotUsable("it is a folder");
        }
        return channel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** Makes a file that is not there, never with more permissions than these. */
    FileChannel create(String name, Optional<Set<PosixFilePermission>> mode) throws IOException {
        var options = Set.<OpenOption>of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW,
                LinkOption.NOFOLLOW_LINKS);
        return mode.isPresent()
                ? channel(name, options, PosixFilePermissions.asFileAttribute(mode.get()))
                : channel(name, options);
    }

    private FileChannel channel(String name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        var channel = stream.newByteChannel(entry(name), options, attributes);
        if (channel instanceof FileChannel file) {
            return file;
        }
        channel.close();
        throw new NotUsable("this system cannot make files durable");
    }

    /** Puts a file in the place of another, or where there is none, in one step. */
    void replace(String from, String to) throws IOException {
        if (exists(to)) {
            attributes(to);
        }
        stream.move(entry(from), stream, entry(to));
    }

    /** Moves where nothing is. */
    void move(String from, OpenFolder target, String to) throws IOException {
        if (target.exists(to)) {
            throw new FileAlreadyExistsException(to);
        }
        if (!ExclusiveRename.done(this, from, target, to)) {
            stream.move(entry(from), target.stream, entry(to));
        }
    }

    void delete(String name) throws IOException {
        if (attributes(name).isDirectory()) {
            stream.deleteDirectory(entry(name));
        } else {
            stream.deleteFile(entry(name));
        }
    }

    void deleteIfThere(String name) throws IOException {
        try {
            stream.deleteFile(entry(name));
        } catch (NoSuchFileException absent) {
            // as wanted
        }
    }

    /** Makes durable which names are in it. */
    void force() throws IOException {
        try (var channel = channel(".", Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            channel.force(true);
        }
    }

    private <V extends BasicFileAttributeView> V view(String name, Class<V> type) throws IOException {
        return Objects.requireNonNull(
                stream.getFileAttributeView(entry(name), type, LinkOption.NOFOLLOW_LINKS), "every system has it");
    }

    /** The name as the system takes it. */
    private static Path entry(String name) throws NotUsable {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new NotUsable(
                    "the gateway runs with a locale that has no such characters; start it with one in UTF-8");
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
