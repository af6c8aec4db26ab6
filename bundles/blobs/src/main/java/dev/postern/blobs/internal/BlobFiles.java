// SPDX-License-Identifier: Apache-2.0
package dev.postern.blobs.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

import dev.postern.core.blob.BlobStore;
import dev.postern.core.hash.Sha256;

/** A folder of files named by their SHA-256, in 256 folders by its first two digits. */
final class BlobFiles {
    private static final int CHUNK = 64 * 1024;
    private static final String UNFINISHED = ".part";

    private final Path folder;

    /** What a crash left unfinished goes. */
    BlobFiles(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
            for (var file : unfinished) {
                Files.delete(file);
            }
        }
    }

    Path path(String sha256) {
        return shelf(sha256).resolve(sha256);
    }

    private Path shelf(String sha256) {
        return folder.resolve(sha256.substring(0, 2));
    }

    /** Keeps what the stream gives; durable on return. Nothing is left of what fails or is too large. */
    Kept keep(InputStream content, long maxBytes) throws IOException {
        var part = Files.createTempFile(folder, "in", UNFINISHED);
        try {
            var kept = copy(content, part, maxBytes);
            var shelf = shelf(kept.sha256());
            if (Files.notExists(shelf)) {
                Files.createDirectories(shelf);
                sync(folder);
            }
            Files.move(part, path(kept.sha256()), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(shelf);
            return kept;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Kept copy(InputStream content, Path part, long maxBytes) throws IOException {
        var digest = Sha256.begin();
        var chunk = new byte[CHUNK];
        long size = 0;
        try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                size += read;
                if (size > maxBytes) {
                    throw new BlobStore.TooLargeException(maxBytes);
                }
                digest.update(chunk, 0, read);
                var bytes = ByteBuffer.wrap(chunk, 0, read);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        }
        return new Kept(Sha256.end(digest), size);
    }

    /** A new name is durable when its folder is. */
    private static void sync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** What was kept. */
    record Kept(String sha256, long size) {}
}
