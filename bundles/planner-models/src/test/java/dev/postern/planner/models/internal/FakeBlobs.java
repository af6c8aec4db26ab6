// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.core.blob.BlobInfo;
import dev.postern.core.blob.BlobStore;

/** Blobs of the turns' tenant, each a file by its id. */
final class FakeBlobs implements BlobStore {
    static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 1, 2, 3, 4, 5};

    private final Path folder;
    private final Map<String, Long> sizes = new HashMap<>();

    FakeBlobs(Path folder) {
        this.folder = folder;
    }

    /** Keeps the bytes, and gives the part of a message that attaches them. */
    Part.Blob attach(String name, String mediaType, byte[] bytes) throws IOException {
        var id = "b_" + sizes.size();
        Files.write(folder.resolve(id), bytes);
        sizes.put(id, (long) bytes.length);
        return new Part.Blob(id, mediaType, name, Origin.PERSON);
    }

    /** Loses it. */
    void lose(Part.Blob part) throws IOException {
        Files.delete(folder.resolve(part.blob()));
    }

    @Override
    public long maxBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public BlobInfo put(String tenant, String mediaType, InputStream content) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<BlobInfo> info(String tenant, String id) {
        return tenant.equals("default") && sizes.containsKey(id)
                ? Optional.of(new BlobInfo(id, tenant, id, sizes.get(id), "", Instant.EPOCH))
                : Optional.empty();
    }

    @Override
    public Optional<Path> file(String tenant, String id) {
        return info(tenant, id).map(blob -> folder.resolve(blob.id())).filter(Files::exists);
    }
}
