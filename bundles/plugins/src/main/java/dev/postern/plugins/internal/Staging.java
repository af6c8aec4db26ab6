// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import dev.postern.core.hash.Sha256;
import dev.postern.core.plugin.PluginException;

/** Takes private copies: what is examined is what will be installed, whatever happens to the original meanwhile. */
final class Staging {
    private final Path folder;
    private final long maxBytes;

    Staging(Path folder, long maxBytes) {
        this.folder = folder;
        this.maxBytes = maxBytes;
    }

    /**
     * Copies a file. Follows no link at its end.
     *
     * @return the copy, durable; whoever asked deletes it by closing, or moves it
     * @throws PluginException code {@code too_large}
     */
    StagedFile copy(Path source) throws IOException, PluginException {
        Files.createDirectories(folder);
        Path copy = Files.createTempFile(folder, "plugin", ".jar");
        try {
            var digest = Sha256.begin();
            long size = 0;
            try (InputStream in = Files.newInputStream(source, LinkOption.NOFOLLOW_LINKS);
                    FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel)) {
                byte[] buffer = new byte[65_536];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    size += read;
                    if (size > maxBytes) {
                        throw new PluginException("too_large", "a plugin file has at most " + maxBytes
                                + " bytes (max.bundle.bytes of " + PluginsConfig.PID + ")", null);
                    }
                    digest.update(buffer, 0, read);
                    out.write(buffer, 0, read);
                }
                channel.force(true);
            }
            return new StagedFile(copy, Sha256.end(digest), size);
        } catch (IOException | PluginException | RuntimeException failed) {
            Files.deleteIfExists(copy);
            throw failed;
        }
    }

    /** Deletes what a crash left behind. */
    void clear() throws IOException {
        if (Files.isDirectory(folder)) {
            try (var files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /**
     * A private copy.
     *
     * @param file where it lies
     * @param sha256 hex
     * @param size in bytes
     */
    record StagedFile(Path file, String sha256, long size) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }
}
