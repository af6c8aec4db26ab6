// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.core.blob.BlobInfo;
import dev.postern.core.blob.BlobStore;

/** Blobs that are just files. */
final class FakeBlobs implements BlobStore {
    final Map<String, Path> files = new ConcurrentHashMap<>();

    @Override
    public long maxBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public BlobInfo put(String tenant, String mediaType, InputStream content) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<BlobInfo> info(String tenant, String id) {
        return Optional.empty();
    }

    @Override
    public Optional<Path> file(String tenant, String id) {
        return Optional.ofNullable(files.get(tenant + "/" + id));
    }
}
