// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.postern.core.hash.Sha256;
import dev.postern.core.marketplace.CatalogueFile;

/** Pictures that were looked at lately, each with the digest that its catalogue says. */
final class Pictures {
    private static final int MOST = 256;

    private final Path folder;

    Pictures(Path folder) {
        this.folder = folder;
    }

    /** From here, or from there: then it is kept, and the one that nobody looked at for the longest time goes. */
    Picture get(CatalogueFile file, Folder from) throws Trouble, IOException, InterruptedException {
        if (file.size() > CatalogueFile.MAX_PICTURE_BYTES) {
            throw Limits.tooLarge(file.path(), CatalogueFile.MAX_PICTURE_BYTES);
        }
        Path kept = folder.resolve(file.sha256());
        if (Files.exists(kept)) {
            byte[] content = Files.readAllBytes(kept);
            if (isOf(file, content)) {
                Files.setLastModifiedTime(kept, FileTime.from(Instant.now()));
                return picture(file, content);
            }
        }
        byte[] content = from.read(file.path(), (int) file.size());
        if (!isOf(file, content)) {
            throw Trouble.invalid(file.path() + " has other bytes than the catalogue says");
        }
        Picture picture = picture(file, content);
        keep(kept, content);
        return picture;
    }

    private static boolean isOf(CatalogueFile file, byte[] content) {
        return Sha256.end(Sha256.begin(), content).equals(file.sha256());
    }

    private void keep(Path kept, byte[] content) throws IOException {
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(folder, "picture", ".new");
        Files.write(fresh, content);
        Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
        try (var files = Files.list(folder)) {
            List<Path> oldest = files.sorted(Comparator.comparing(Pictures::lastLook)).toList();
            for (Path old : oldest.subList(0, Math.max(0, oldest.size() - MOST))) {
                Files.deleteIfExists(old);
            }
        }
    }

    private static FileTime lastLook(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    /** By what it is, never by what it is called; drawings that could hold a program are none. */
    private static Picture picture(CatalogueFile file, byte[] content) throws Trouble {
        return type(new String(content, 0, Math.min(content.length, 16), StandardCharsets.ISO_8859_1))
                .map(type -> new Picture(type, content))
                .orElseThrow(() -> Trouble.invalid(file.path() + " is neither PNG, JPEG, WebP nor GIF"));
    }

    private static Optional<String> type(String begin) {
        if (begin.startsWith("\u0089PNG\r\n\u001a\n")) {
            return Optional.of("image/png");
        }
        if (begin.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of("image/jpeg");
        }
        if (begin.startsWith("RIFF") && begin.startsWith("WEBP", 8)) {
            return Optional.of("image/webp");
        }
        return begin.startsWith("GIF87a") || begin.startsWith("GIF89a") ? Optional.of("image/gif") : Optional.empty();
    }

    /**
     * A picture.
     *
     * @param type its media type
     * @param content its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Picture(String type, byte[] content) {}
}
