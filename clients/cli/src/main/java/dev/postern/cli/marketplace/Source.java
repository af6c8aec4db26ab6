// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.DigestOutputStream;

import dev.postern.cli.Failure;
import dev.postern.core.hash.Sha256;
import dev.postern.core.marketplace.CatalogueFile;

/** A marketplace's files as somebody serves them: nothing that comes is trusted for its length or its content. */
abstract class Source {
    private static final int BLOCK = 65_536;

    /** A folder, or the address of one: {@code https}, {@code http} or {@code file}. */
    static Source of(String given) throws Failure {
        if (!given.matches("(https?|file):.*")) {
            return new FolderSource(Path.of(given));
        }
        try {
            var address = URI.create(given.endsWith("/") ? given : given + "/");
            if (address.getRawQuery() != null || address.getRawFragment() != null || address.getRawUserInfo() != null) {
                throw new IllegalArgumentException("a folder has no query, fragment, or user");
            }
            return address.getScheme().equals("file") ? new FolderSource(Path.of(address)) : new HttpSource(address);
        } catch (IllegalArgumentException malformed) {
            throw new Failure("invalid_params", given + " is no address of a folder: " + malformed.getMessage());
        }
    }

    /**
     * Opens a file.
     *
     * @param path below the folder, checked before
     * @throws Failure code {@code unreachable}
     */
    abstract InputStream open(String path) throws Failure, IOException;

    /**
     * Fails once a transfer that began then has taken too long.
     *
     * @param begun by {@link System#nanoTime()}
     */
    abstract void checkTime(String path, long begun) throws Failure;

    /** All of a file. */
    byte[] read(String path, int most) throws Failure, IOException {
        var content = new java.io.ByteArrayOutputStream();
        copy(path, most, content);
        return content.toByteArray();
    }

    /**
     * Copies a file, and nothing beyond what it may have.
     *
     * @return how many bytes came
     * @throws Failure code {@code unreachable} when it does not come, {@code invalid} when there is more
     */
    long copy(String path, long most, OutputStream to) throws Failure, IOException {
        long begun = System.nanoTime();
        long came = 0;
        try (var in = open(path)) {
            var block = new byte[BLOCK];
            for (int read = next(in, path, block); read >= 0; read = next(in, path, block)) {
                came += read;
                if (came > most) {
                    throw new Failure("invalid", path + " has more than " + most + " bytes, and no more are taken");
                }
                to.write(block, 0, read);
                checkTime(path, begun);
            }
        }
        return came;
    }

    /** Copies a file, and fails unless it is what the catalogue says; what was written then is good for nothing. */
    void fetch(CatalogueFile file, OutputStream to) throws Failure, IOException {
        var digest = Sha256.begin();
        long came = copy(file.path(), file.size(), new DigestOutputStream(to, digest));
        if (came < file.size()) {
            throw new Failure("unreachable", file.path() + " was cut off: " + came + " bytes of " + file.size()
                    + " came");
        }
        if (!Sha256.end(digest).equals(file.sha256())) {
            throw new Failure("forged", file.path() + " is not what the catalogue says: its SHA-256 differs");
        }
    }

    private static int next(InputStream in, String path, byte[] block) throws Failure {
        try {
            return in.read(block);
        } catch (IOException gone) {
            throw new Failure("unreachable", path + " was cut off: " + gone.getMessage());
        }
    }
}
