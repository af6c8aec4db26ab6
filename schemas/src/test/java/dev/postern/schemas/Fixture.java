// SPDX-License-Identifier: Apache-2.0
package dev.postern.schemas;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A frame on file, {@code <valid or invalid>/<subject>/<name>.json}.
 *
 * @param subject the kind of frame, the method or the topic that it is about
 * @param file where it lies
 */
record Fixture(String subject, Path file) {
    /** Kinds that the codec takes or refuses by itself; what the others carry has a schema of its own. */
    static final Set<String> FRAMES = Set.of("connect", "request", "response", "error", "event", "stream");

    /** Those of a folder, {@code valid} or {@code invalid}, sorted. */
    static List<Fixture> in(Path folder) throws IOException {
        return Folder.files(folder, ".json").stream()
                .map(file -> new Fixture(folder.relativize(file).getName(0).toString(), file))
                .toList();
    }

    /** Whether it is about a frame, not about what one carries. */
    boolean isOfFrame() {
        return FRAMES.contains(subject);
    }

    /** Of one whose content is invalid: the rule that it breaks, which is the end of its name. */
    String rule() {
        var name = file.getFileName().toString().split("\\.");
        return name[name.length - 2];
    }

    /** Its text; fails when it is not UTF-8. */
    String text() throws CharacterCodingException, IOException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
    }

    /** The subject and the name. */
    @Override
    public String toString() {
        return subject + "/" + file.getFileName();
    }
}
