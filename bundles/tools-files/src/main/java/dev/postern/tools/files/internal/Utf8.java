package dev.postern.tools.files.internal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Tells text from other bytes. */
final class Utf8 {
    private static final int LONGEST = 4;

    private Utf8() {}

    /** The text, unless the bytes are none. A character that a limit cut off at the end is left out. */
    static Optional<String> decode(byte[] bytes) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        // not the last call: an incomplete character at the end is no error
        if (decoder.decode(in, out, false).isError() || in.remaining() >= LONGEST) {
            return Optional.empty();
        }
        var text = out.flip().toString();
        return text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(text);
    }
}
