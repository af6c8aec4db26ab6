// SPDX-License-Identifier: Apache-2.0
package dev.postern.blobs.internal;

import java.nio.file.Path;

import dev.postern.core.blob.BlobStore;
import dev.postern.core.home.PosternHome;
import dev.postern.store.internal.TestStore;

/** The real blobs. */
public final class TestBlobs {
    private TestBlobs() {}

    /** In a home, over its store. */
    public static BlobStore in(Path home, TestStore kept) {
        return new FileBlobStore(kept.store(), kept.rows(), new PosternHome(home), 1_000);
    }
}
