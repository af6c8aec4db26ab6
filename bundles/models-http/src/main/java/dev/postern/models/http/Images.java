// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import java.util.Base64;

import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelImage;

/** The images of one request, as wires carry them. */
public final class Images {
    private final Source source;

    /** Gives the bytes of an image. */
    public interface Source {
        /**
         * All of them.
         *
         * @throws ModelException when they cannot be had
         */
        byte[] bytes(ModelImage image) throws ModelException;
    }

    /** From there. */
    public Images(Source source) {
        this.source = source;
    }

    /**
     * Its bytes in Base64 (RFC 4648, 4).
     *
     * @throws ModelException when they cannot be had
     */
    public String base64(ModelImage image) throws ModelException {
        return Base64.getEncoder().encodeToString(source.bytes(image));
    }

    /**
     * A {@code data:} URL with its bytes (RFC 2397).
     *
     * @throws ModelException when they cannot be had
     */
    public String dataUrl(ModelImage image) throws ModelException {
        return "data:" + image.mediaType() + ";base64," + base64(image);
    }
}
