// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How much is taken of what a marketplace serves. */
final class Limits {
    private static final int BLOCK = 65_536;

    private Limits() {}

    /** Writes exactly that many bytes, and nothing once there are more. */
    static void copy(InputStream in, String path, long size, Path to) throws IOException, Trouble {
        try (OutputStream out = Files.newOutputStream(to, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            byte[] block = new byte[BLOCK];
            long left = size;
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                left -= read;
                if (left < 0) {
                    throw tooLarge(path, size);
                }
                out.write(block, 0, read);
            }
            if (left > 0) {
                throw cut(path, size - left, size);
            }
        }
    }

    static Trouble tooLarge(String path, long most) {
        return Trouble.invalid(path + " has more than " + most + " bytes, and no more are taken");
    }

    static Trouble cut(String path, long came, long size) {
        return Trouble.unreachable(path + " was cut off: " + came + " bytes of " + size + " came");
    }
}
