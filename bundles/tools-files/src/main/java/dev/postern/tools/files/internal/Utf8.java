// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Bytes that are text.
 *
 * @param text what they say
 * @param bytes how many of the bytes that is: a character that a limit cut off at the end is left out
 */
record Utf8(String text, int bytes) {

    /** The text, unless the bytes are none. */
    static Optional<Utf8> decode(byte[] bytes) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        // not the last call: an incomplete character at the end is no error
        if (decoder.decode(in, out, false).isError() || in.position() == 0 && bytes.length > 0) {
            return Optional.empty();
        }
        var text = out.flip().toString();
        return text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(new Utf8(text, in.position()));
    }
}
