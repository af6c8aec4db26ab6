// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/** The lines of an export, byte for byte: they end in LF and nothing else, and hold UTF-8 or count as empty. */
final class RecordLines implements Closeable {
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 12);
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private int at;
    private int filled;

    RecordLines(InputStream in) {
        this.in = in;
    }

    /** The next one; null at the end. */
    @Nullable
    String next() throws IOException {
        line.reset();
        while (true) {
            if (at == filled) {
                at = 0;
                filled = in.read(buffer);
                if (filled < 0) {
                    filled = 0;
                    return line.size() == 0 ? null : text();
                }
            }
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            line.write(buffer, at, end - at);
            at = end;
            if (end < filled) {
                at++;
                return text();
            }
        }
    }

    /** Another byte must not pass for the one that was written, as it would if it were replaced. */
    private String text() {
        try {
            return utf8.decode(ByteBuffer.wrap(line.toByteArray())).toString();
        } catch (CharacterCodingException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
