// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.tool.ToolException;
import dev.postern.core.hash.Sha256;

/**
 * A file that is written beside the place it is for, made durable, and put there in one step. Until then everybody sees
 * what was there before, and if it comes to nothing, nothing of it stays.
 *
 * @param folder where
 * @param name the place
 * @param temporary where it is written: of this gateway and this place, so that a crash leaves one file at most, which the
 *     next try removes
 */
record Replacement(OpenFolder folder, String name, String temporary) {

    static Replacement of(OpenFolder folder, String name, Roots roots) {
        return new Replacement(folder, name, temporary(name, roots));
    }

    static String temporary(String name, Roots roots) {
        return ".postern-" + Sha256.hex(roots.home() + "\n" + FileNames.key(name)).substring(0, 32) + ".tmp";
    }

    void write(byte[] content, Expected expected, String path, Expected.Alive alive)
            throws IOException, ToolException {
        // not more permissions than the old file had, from the first moment on
        Optional<Set<PosixFilePermission>> mode = folder.exists(name) ? folder.mode(name) : Optional.empty();
        folder.deleteIfThere(temporary);
        try {
            try (var channel = folder.create(temporary, mode)) {
                writeAll(channel, content, alive);
            }
            if (mode.isPresent()) {
                folder.setMode(temporary, mode.get());
            }
            expected.check(folder, name, path, alive);
            alive.check();
            if (expected.equals(Expected.NOTHING)) {
                folder.move(temporary, folder, name);
            } else {
                folder.replace(temporary, name);
            }
        } catch (IOException | ToolException | RuntimeException e) {
            clean(e);
            throw e;
        }
        folder.force();
    }

    private void clean(Exception failure) {
        try {
            folder.deleteIfThere(temporary);
        } catch (IOException left) {
            failure.addSuppressed(left);
        }
    }

    private static void writeAll(FileChannel channel, byte[] content, Expected.Alive alive) throws IOException {
        var buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
            alive.check();
        }
        channel.force(true);
    }
}
