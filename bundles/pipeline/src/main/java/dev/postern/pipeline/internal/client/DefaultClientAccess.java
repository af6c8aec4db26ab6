// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.client;

import java.util.Optional;

import dev.postern.api.client.Client;
import dev.postern.api.client.ClientAccess;
import dev.postern.core.blob.BlobStore;
import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.identity.Authenticator;
import dev.postern.core.store.Journal;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.StreamWatch;
import dev.postern.pipeline.internal.Engine;
import dev.postern.pipeline.internal.PipelineComponent;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Lets in whoever holds a token; what he says goes the way of the wire's own messages. */
@Component(service = ClientAccess.class)
public final class DefaultClientAccess implements ClientAccess {
    private final Engine engine;
    private final Rows rows;
    private final Authenticator authenticator;
    private final BlobStore blobs;
    private final KeyedDigest keyed;
    private final TurnFeeds feeds;

    private volatile @Nullable StreamWatch streams;

    /** Over these. */
    @Activate
    public DefaultClientAccess(@Reference PipelineComponent pipeline, @Reference Rows rows, @Reference Journal journal,
            @Reference Authenticator authenticator, @Reference BlobStore blobs, @Reference KeyedDigest keyed) {
        this(pipeline.engine(), rows, journal, authenticator, blobs, keyed);
    }

    /** Over these. */
    public DefaultClientAccess(Engine engine, Rows rows, Journal journal, Authenticator authenticator, BlobStore blobs,
            KeyedDigest keyed) {
        this.engine = engine;
        this.rows = rows;
        this.authenticator = authenticator;
        this.blobs = blobs;
        this.keyed = keyed;
        this.feeds = new TurnFeeds(journal, () -> Optional.ofNullable(streams));
    }

    /** What models say as they say it; without it only what is on record is told. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setStreams(StreamWatch watch) {
        streams = watch;
    }

    void unsetStreams(StreamWatch gone) {
        if (streams == gone) {
            streams = null;
        }
    }

    @Deactivate
    void stop() {
        feeds.close();
    }

    @Override
    public Optional<Client> client(String token) {
        return authenticator.authenticate(token)
                .map(principal -> new TokenClient(principal, authenticator, rows, blobs, feeds,
                        new Sending(engine, rows, blobs, keyed), engine::cancel));
    }
}
