// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.postern.core.home.WholeFile;

/**
 * Keeps the last good edition of a marketplace, and the serial below which none is taken, through restarts. The serial's file
 * names the others, and is written last: what it names is whole.
 */
final class EditionStore {
    private static final Pattern SEEN = Pattern.compile("([0-9]{1,18}) ([0-9a-f]{64}) ([0-9a-f]{64})\n");
    private static final List<String> KINDS = List.of(".catalogue", ".signature", ".index");

    private final Path folder;

    EditionStore(Path folder) {
        this.folder = folder;
    }

    /** What was seen last; empty at the first time. */
    Optional<Seen> seen() throws IOException {
        Path file = folder.resolve("seen");
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        var parts = SEEN.matcher(Files.readString(file, US_ASCII));
        if (!parts.matches()) {
            throw new IOException(file + " cannot be read; once you know why, delete it");
        }
        return Optional.of(new Seen(Long.parseLong(parts.group(1)), parts.group(2), parts.group(3)));
    }

    /** The bytes of the last good edition; empty when they are not there. */
    Optional<Bytes> load(Seen seen) throws IOException {
        for (String kind : KINDS) {
            if (Files.notExists(folder.resolve(seen.digest + kind))) {
                return Optional.empty();
            }
        }
        return Optional.of(new Bytes(Files.readAllBytes(folder.resolve(seen.digest + KINDS.get(0))),
                Files.readAllBytes(folder.resolve(seen.digest + KINDS.get(1))),
                Files.readAllBytes(folder.resolve(seen.digest + KINDS.get(2)))));
    }

    /** Replaces it; durable when this returns. */
    void save(Seen seen, Bytes bytes) throws IOException {
        WholeFile.write(folder.resolve(seen.digest + KINDS.get(0)), bytes.catalogue);
        WholeFile.write(folder.resolve(seen.digest + KINDS.get(1)), bytes.signature);
        WholeFile.write(folder.resolve(seen.digest + KINDS.get(2)), bytes.index);
        WholeFile.write(folder.resolve("seen"),
                (seen.serial + " " + seen.digest + " " + seen.key + "\n").getBytes(US_ASCII));
        // what was before, and what a crash left
        try (var files = Files.newDirectoryStream(folder, file -> !file.endsWith("seen")
                && !file.getFileName().toString().startsWith(seen.digest))) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * The newest that was believed.
     *
     * @param serial of it
     * @param digest SHA-256 of its catalogue
     * @param key that signed it: another marketplace may have the name later
     */
    record Seen(long serial, String digest, String key) {}

    /**
     * As they came.
     *
     * @param catalogue of the marketplace
     * @param signature of it
     * @param index that it names
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Bytes(byte[] catalogue, byte[] signature, byte[] index) {}
}
