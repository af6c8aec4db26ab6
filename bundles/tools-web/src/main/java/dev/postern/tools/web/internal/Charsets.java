// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds out in which encoding a text is, in the order of the HTML standard: its first bytes, its header, itself. */
final class Charsets {
    /** How far into a text it may say its own encoding. */
    private static final int BEGINNING = 4_096;
    private static final Pattern OWN_WORD = Pattern.compile(
            "<meta[^>]{0,500}?charset\\s*=\\s*[\"']?([\\w.:+-]{1,40})|<\\?xml[^>]{0,200}?encoding\\s*=\\s*[\"']([\\w.:+-]{1,40})",
            Pattern.CASE_INSENSITIVE);
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private Charsets() {}

    static String decode(byte[] bytes, MediaType type) {
        if (starts(bytes, 0xEF, 0xBB, 0xBF)) {
            return new String(bytes, 3, bytes.length - 3, StandardCharsets.UTF_8);
        }
        if (starts(bytes, 0xFE, 0xFF)) {
            return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16BE);
        }
        if (starts(bytes, 0xFF, 0xFE)) {
            return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16LE);
        }
        if (type.isJson()) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        var said = type.charset().flatMap(Charsets::named).or(() -> ownWord(bytes, type));
        return said.map(charset -> new String(bytes, charset)).orElseGet(() -> guess(bytes));
    }

    private static Optional<Charset> ownWord(byte[] bytes, MediaType type) {
        if (!type.isHtml() && !type.isXml()) {
            return Optional.empty();
        }
        var beginning = new String(bytes, 0, Math.min(bytes.length, BEGINNING), StandardCharsets.ISO_8859_1);
        var word = OWN_WORD.matcher(beginning);
        if (!word.find()) {
            return Optional.empty();
        }
        // it could be read, so it is not in two bytes a character
        return named(word.group(1) == null ? word.group(2) : word.group(1))
                .map(charset -> charset.name().startsWith("UTF-16") ? StandardCharsets.UTF_8 : charset);
    }

    private static Optional<Charset> named(String name) {
        try {
            if (!Charset.isSupported(name)) {
                return Optional.empty();
            }
            var charset = Charset.forName(name);
            // encoding.spec.whatwg.org: what calls itself so is this
            return Optional.of(charset.equals(StandardCharsets.ISO_8859_1) || charset.equals(StandardCharsets.US_ASCII)
                    ? WINDOWS
                    : charset);
        } catch (IllegalCharsetNameException none) {
            return Optional.empty();
        }
    }

    private static String guess(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException other) {
            return new String(bytes, WINDOWS);
        }
    }

    private static boolean starts(byte[] bytes, int... mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
