// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

import dev.postern.cli.Failure;
import dev.postern.core.marketplace.Catalogue;
import dev.postern.core.marketplace.CatalogueSignature;
import org.jspecify.annotations.Nullable;

/** A marketplace's folder that is written, by one at a time. Each file in it is whole at any time, also after the power was cut. */
final class MarketFolder implements Closeable {
    private static final String LOCK = ".lock";

    private final Path root;
    private final Source source;
    private final FileChannel channel;
    private final FileLock lock;

    private MarketFolder(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.source = new FolderSource(root);
        this.channel = channel;
        this.lock = lock;
    }

    /** Opens it, which makes it when it is not there. */
    static MarketFolder open(Path folder) throws Failure, IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new Failure("invalid_params", folder + " is no folder");
        }
        Files.createDirectories(folder);
        var root = folder.toRealPath();
        var channel = FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        FileLock lock = lock(channel);
        if (lock == null) {
            channel.close();
            throw new Failure("conflict", "somebody else is writing " + folder + ": try again when he is done");
        }
        return new MarketFolder(root, channel, lock);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    Path root() {
        return root;
    }

    /** All of a file that passes no link. */
    byte[] read(String path, int most) throws Failure, IOException {
        return source.read(path, most);
    }

    boolean has(String path) {
        return Files.exists(root.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    /** Where a file lies, once it is one that passes no link. */
    Path file(String path) throws Failure, IOException {
        source.open(path).close();
        return root.resolve(path);
    }

    /** Puts a file into its place as one step; it is durable when this returns. */
    void put(String path, Content content) throws Failure, IOException {
        settle(path, content);
        promote(path);
    }

    void put(String path, byte[] content) throws Failure, IOException {
        put(path, out -> out.write(content));
    }

    /**
     * Replaces what readers begin with. The signature comes first: who reads between finds one that does not fit, and never a
     * catalogue that he believes beside an index that is not its own.
     */
    void replace(Content index, byte[] catalogue, byte[] signature) throws Failure, IOException {
        settle(Layout.INDEX, index);
        settle(Catalogue.FILE, out -> out.write(catalogue));
        put(CatalogueSignature.FILE, signature);
        promote(Layout.INDEX);
        promote(Catalogue.FILE);
    }

    /** Writes what a file shall be, beside it, through to the disk. */
    private void settle(String path, Content content) throws Failure, IOException {
        var file = place(path);
        var fresh = fresh(file);
        Files.deleteIfExists(fresh);
        try (var written = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var out = Channels.newOutputStream(written);
            content.to(out);
            written.force(true);
        } catch (Failure | IOException failed) {
            Files.deleteIfExists(fresh);
            throw failed;
        }
    }

    /** Lets the file be what was settled. */
    void promote(String path) throws Failure, IOException {
        var file = place(path);
        Files.move(fresh(file), file, StandardCopyOption.ATOMIC_MOVE);
        // the new name is durable with its folder
        try (var folder = FileChannel.open(Objects.requireNonNull(file.getParent()), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** What was settled and never promoted, its writer having ended between. */
    byte @Nullable [] settled(String path, int most) throws Failure, IOException {
        var fresh = root.relativize(fresh(place(path))).toString();
        return has(fresh) ? source.read(fresh, most) : null;
    }

    void remove(String path) throws Failure, IOException {
        Files.deleteIfExists(place(path));
    }

    private static Path fresh(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".new");
    }

    /** A folder that is a link leads elsewhere; a file that is one is replaced, and not what it leads to. */
    private Path place(String path) throws Failure, IOException {
        var file = root.resolve(path).normalize();
        var parent = Objects.requireNonNull(file.getParent());
        if (!file.startsWith(root) || file.equals(root)) {
            throw new Failure("invalid", path + " leads out of " + root);
        }
        var there = parent;
        while (Files.notExists(there, LinkOption.NOFOLLOW_LINKS)) {
            there = Objects.requireNonNull(there.getParent());
        }
        if (!Files.isDirectory(there, LinkOption.NOFOLLOW_LINKS) || !there.toRealPath().equals(there)) {
            throw new Failure("invalid", there + " is or passes a link, or is no folder: take it away");
        }
        Files.createDirectories(parent);
        return file;
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }

    /** What goes into a file. */
    interface Content {
        void to(OutputStream out) throws Failure, IOException;
    }
}
