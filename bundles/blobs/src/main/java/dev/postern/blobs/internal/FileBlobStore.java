// SPDX-License-Identifier: Apache-2.0
package dev.postern.blobs.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.postern.core.blob.BlobInfo;
import dev.postern.core.blob.BlobStore;
import dev.postern.core.home.PosternHome;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * One file for all tenants that sent the same bytes, one row for each of them: nobody can tell from an answer what
 * another tenant has. First the file is durable, then the row: a row never names a file that is not there.
 */
@Component(configurationPid = BlobSettings.PID)
@Designate(ocd = BlobSettings.class)
public final class FileBlobStore implements BlobStore {
    private static final String PREFIX = "b_";
    private static final Pattern ID = Pattern.compile("b_[0-9a-f]{64}");
    private static final long HIGHEST_LIMIT = 1L << 30;

    private final Store store;
    private final Rows rows;
    private final BlobFiles files;
    private final long maxBytes;

    /** Makes the folder. */
    @Activate
    public FileBlobStore(@Reference Store store, @Reference Rows rows, BundleContext context, BlobSettings settings) {
        this(store, rows, new PosternHome(Path.of(context.getProperty(PosternHome.PROPERTY))), settings.max_bytes());
    }

    FileBlobStore(Store store, Rows rows, PosternHome home, long maxBytes) {
        if (maxBytes < 1 || maxBytes > HIGHEST_LIMIT) {
            throw new IllegalArgumentException(BlobSettings.PID + ": max.bytes must be from 1 to " + HIGHEST_LIMIT
                    + ", not " + maxBytes);
        }
        this.store = store;
        this.rows = rows;
        this.maxBytes = maxBytes;
        try {
            files = new BlobFiles(home.data().resolve("blobs"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long maxBytes() {
        return maxBytes;
    }

    @Override
    public BlobInfo put(String tenant, String mediaType, InputStream content) throws IOException {
        var kept = files.keep(content, maxBytes);
        var id = PREFIX + kept.sha256();
        var known = rows.blob(tenant, id);
        if (known.isPresent()) {
            return known.get();
        }
        var blob = new BlobInfo(id, tenant, kept.sha256(), kept.size(), mediaType,
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
        try {
            store.commit(Batch.of(new Write.PutBlob(blob)));
        } catch (StoreException e) {
            throw new IOException("the blob's row cannot be written: " + e.getMessage(), e);
        }
        return blob;
    }

    @Override
    public Optional<BlobInfo> info(String tenant, String id) {
        return ID.matcher(id).matches() ? rows.blob(tenant, id) : Optional.empty();
    }

    @Override
    public Optional<Path> file(String tenant, String id) {
        return info(tenant, id).map(blob -> files.path(blob.sha256())).filter(Files::isRegularFile);
    }
}
