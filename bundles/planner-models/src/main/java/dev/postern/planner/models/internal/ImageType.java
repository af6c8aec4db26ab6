// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The images that models take, by how their bytes begin: what a sender says of them proves nothing. */
enum ImageType {
    PNG("image/png", "\u0089PNG\r\n\u001a\n"),
    JPEG("image/jpeg", "\u00ff\u00d8\u00ff"),
    GIF("image/gif", "GIF8"),
    /** In between stands its length. */
    WEBP("image/webp", "RIFF") {
        @Override
        boolean begins(String bytes) {
            return super.begins(bytes) && bytes.startsWith("WEBP", 8);
        }
    };

    /** So many bytes tell. */
    static final int HEAD = 12;

    private final String mediaType;
    private final String beginning;

    ImageType(String mediaType, String beginning) {
        this.mediaType = mediaType;
        this.beginning = beginning;
    }

    String mediaType() {
        return mediaType;
    }

    boolean begins(String bytes) {
        return bytes.startsWith(beginning);
    }

    static Optional<ImageType> of(byte[] head) {
        var bytes = new String(head, StandardCharsets.ISO_8859_1);
        for (var type : values()) {
            if (type.begins(bytes)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
