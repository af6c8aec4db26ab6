// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.marketplace;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Pattern;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;

/**
 * A file in a marketplace's folder: these bytes, or none.
 *
 * @param path below the folder, with slashes
 * @param sha256 of its content, as 64 hexadecimal digits
 * @param size in bytes
 */
@Description("A file of the marketplace.")
public record CatalogueFile(
        @Description("Below the folder; no part of it begins with a dot.") @Size(max = 512) @Pattern(PATH) String path,
        @Description("SHA-256 of its content, hex.") @Pattern(SHA256) String sha256,
        @Description("In bytes.") @Range(min = 1, max = MAX_BYTES) long size) {
    /** Nothing that leads out of the folder, is hidden, or means something to a URL, a shell or a file system. */
    public static final String PATH = "^[A-Za-z0-9][A-Za-z0-9._+-]*(/[A-Za-z0-9][A-Za-z0-9._+-]*)*$";

    /** A digest. */
    public static final String SHA256 = "^[0-9a-f]{64}$";

    /** The most that a file may have. */
    public static final long MAX_BYTES = 1L << 30;

    /** The most that a picture may have. */
    public static final int MAX_PICTURE_BYTES = 512 << 10;
}
