package dev.postern.access.internal;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A folder held open, so that names are looked up in it and nowhere else, whatever its path becomes meanwhile. */
final class OpenFolder implements AutoCloseable {
    private final SecureDirectoryStream<Path> stream;

    private OpenFolder(SecureDirectoryStream<Path> stream) {
        this.stream = stream;
    }

    /** Something that is neither file nor folder, or a link. */
    static final class NotUsable extends IOException {
        private static final long serialVersionUID = 1L;

        NotUsable(String message) {
            super(message);
        }
    }

    /** Opens the folder in which the place's name stands, from the root on, following no link below it. */
    static OpenFolder of(Place place) throws IOException {
        var stream = Files.newDirectoryStream(place.root().folder());
        if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
            stream.close();
            throw new NotUsable("this system cannot open folders safely");
        }
        var folder = new OpenFolder(secure);
        for (var name : place.folders()) {
            var next = folder.openOrClose(name);
            folder.close();
            folder = next;
        }
        return folder;
    }

    private OpenFolder openOrClose(String name) throws IOException {
        try {
            return open(name);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Opens a folder in this one. */
    OpenFolder open(String name) throws IOException {
        if (!name.equals(".") && !attributes(name).isDirectory()) {
            throw new NotUsable(name + " is no folder");
        }
        return new OpenFolder(stream.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS));
    }

    /** What stands under the name; refuses links and whatever is neither file nor folder. */
    BasicFileAttributes attributes(String name) throws IOException {
        var attributes = stream.getFileAttributeView(
                Path.of(name), ConfinedFiles.VIEW, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
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
            stream.getFileAttributeView(Path.of(name), ConfinedFiles.VIEW, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
            return true;
        } catch (NoSuchFileException absent) {
            return false;
        }
    }

    SeekableByteChannel channel(String name, Set<? extends OpenOption> options) throws IOException {
        var all = new HashSet<OpenOption>(options);
        all.add(LinkOption.NOFOLLOW_LINKS);
        if (options.contains(java.nio.file.StandardOpenOption.READ) && attributes(name).isDirectory()) {
            throw new NotUsable("it is a folder");
        }
        return stream.newByteChannel(Path.of(name), all);
    }

    Iterable<Path> entries() {
        return stream;
    }

    /** Gives a file the permissions of the one it is about to replace, if there is one and the system has such. */
    void keepMode(String old, String replacement) throws IOException {
        var mode = stream.getFileAttributeView(Path.of(old), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        var changed = stream.getFileAttributeView(Path.of(replacement), PosixFileAttributeView.class,
                LinkOption.NOFOLLOW_LINKS);
        if (mode != null && changed != null && exists(old)) {
            changed.setPermissions(mode.readAttributes().permissions());
        }
    }

    void replace(String from, String to) throws IOException {
        if (exists(to)) {
            attributes(to);
        }
        stream.move(Path.of(from), stream, Path.of(to));
    }

    void move(String from, OpenFolder target, String to) throws IOException {
        stream.move(Path.of(from), target.stream, Path.of(to));
    }

    void delete(String name) throws IOException {
        if (attributes(name).isDirectory()) {
            stream.deleteDirectory(Path.of(name));
        } else {
            stream.deleteFile(Path.of(name));
        }
    }

    void deleteIfThere(String name) throws IOException {
        if (exists(name)) {
            stream.deleteFile(Path.of(name));
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
