// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webchat.internal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/**
 * A file of the application as it is sent.
 *
 * @param mediaType what it is, by its name
 * @param content its bytes, which nobody may change
 * @param tag its entity tag (RFC 9110, section 8.8.3), by its content
 */
record Page(String mediaType, byte[] content, String tag) {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    /**
     * A file by its name, whose ending is one of those that are served.
     *
     * @throws IllegalArgumentException for another ending
     */
    static Page of(String name, byte[] content) {
        var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalArgumentException(name + " is of no kind that is served: " + TYPES.keySet());
        }
        return new Page(type, content, '"' + sha256(content) + '"');
    }

    /** Whether who sent this {@code If-None-Match} has it; a weak tag is as good (RFC 9110, section 13.1.2). */
    boolean isKnownBy(String ifNoneMatch) {
        for (var each : ifNoneMatch.split(",")) {
            var known = each.strip();
            if (known.equals("*") || known.equals(tag) || known.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Page page && page.tag.equals(tag) && page.mediaType.equals(mediaType);
    }

    @Override
    public int hashCode() {
        return Objects.hash(mediaType, tag);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
