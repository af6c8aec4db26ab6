// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that nobody but the gateway's own user may read. */
public final class SecretFile {

    private SecretFile() {}

    /**
     * Writes a line, atomically and through to the disk: nobody reads half of it, and at no moment may others read it.
     * Makes the folder, mode 0700, where there is none.
     *
     * @param file replaced when it is there; mode 0600
     * @param line ASCII, without its end
     */
    public static void write(Path file, String line) throws IOException {
        var folder = Files.createDirectories(file.getParent(), ownerOnly(file, "rwx------"));
        var fresh = Files.createTempFile(folder, file.getFileName().toString(), ".new", ownerOnly(file, "rw-------"));
        try {
            try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path, String mode) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
