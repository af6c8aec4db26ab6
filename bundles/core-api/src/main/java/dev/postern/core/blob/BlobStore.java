// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.blob;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/** Keeps bytes by their digest. What is answered is durable. */
@ProviderType
public interface BlobStore {

    /** The largest blob, in bytes. */
    long maxBytes();

    /**
     * Stores what the stream gives.
     *
     * @return the blob; the same bytes again give the same
     * @throws TooLargeException beyond {@link #maxBytes()}; nothing is kept
     * @throws IOException when it cannot be written
     */
    BlobInfo put(String tenant, String mediaType, InputStream content) throws IOException;

    /** The blob's row, when the tenant has it. */
    Optional<BlobInfo> info(String tenant, String id);

    /** The file with the tenant's blob, read-only. */
    Optional<Path> file(String tenant, String id);

    /** More bytes than may be stored. */
    final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        /** With the limit. */
        public TooLargeException(long maxBytes) {
            super("a blob is at most " + maxBytes + " bytes");
        }
    }
}
