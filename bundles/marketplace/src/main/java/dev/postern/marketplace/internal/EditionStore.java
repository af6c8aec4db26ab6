// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

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
        Files.createDirectories(folder);
        write(seen.digest + KINDS.get(0), bytes.catalogue);
        write(seen.digest + KINDS.get(1), bytes.signature);
        write(seen.digest + KINDS.get(2), bytes.index);
        write("seen", (seen.serial + " " + seen.digest + " " + seen.key + "\n").getBytes(US_ASCII));
        try (var files = Files.newDirectoryStream(folder, file -> KINDS.stream()
                .anyMatch(kind -> file.getFileName().toString().endsWith(kind)))) {
            for (Path file : files) {
                if (!file.getFileName().toString().startsWith(seen.digest)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private void write(String name, byte[] content) throws IOException {
        Path fresh = folder.resolve(name + ".new");
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        // the new name is durable with its folder
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
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
