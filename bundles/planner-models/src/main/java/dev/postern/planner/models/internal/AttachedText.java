// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The beginning of a file that is text, by its bytes: UTF-8 without what no text has. */
record AttachedText(String text, boolean isWhole) {
    /** Whose bytes are looked at: what senders call text, and what they have no name for. */
    private static final Pattern TYPES = Pattern
            .compile("text/.*|application/(?:octet-stream|json|xml|yaml|x-yaml|toml|sql"
                    + "|javascript|x-sh|x-ndjson)(?:;.*)?|.*\\+(?:json|xml)(?:;.*)?");
    private static final String PDF = "%PDF-";
    private static final Set<Character> SPACES = Set.of('\t', '\n', '\r', '\f');
    private static final int MOST_BYTES_A_CHARACTER = 4;

    /**
     * Reads it.
     *
     * @param most characters
     * @return empty when it is no text
     */
    static Optional<AttachedText> of(String mediaType, Path file, int most) {
        if (!TYPES.matcher(mediaType).matches()) {
            return Optional.empty();
        }
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(Math.multiplyExact(most, MOST_BYTES_A_CHARACTER));
            return read(ByteBuffer.wrap(bytes), in.read() < 0, most);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<AttachedText> read(ByteBuffer bytes, boolean isAll, int most) {
        var text = CharBuffer.allocate(most);
        var outcome = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .decode(bytes, text, isAll);
        text.flip();
        boolean isNoText = outcome.isError() || text.toString().startsWith(PDF)
                || text.chars().anyMatch(c -> Character.isISOControl(c) && !SPACES.contains((char) c));
        return isNoText || text.isEmpty()
                ? Optional.empty()
                : Optional.of(new AttachedText(text.toString(), isAll && outcome.isUnderflow()));
    }
}
