// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.events;

import java.nio.charset.StandardCharsets;

import dev.postern.api.json.JsonObject;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.wire.Streams;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Sends pieces to the connections that watch their session, each once however many of its subscriptions do. */
@Component
public final class LiveStreams implements Streams {
    private final Feed feed;
    private final Metrics.Counter sent;
    private final Metrics.Counter dropped;

    /** To the feed's subscribers. */
    @Activate
    public LiveStreams(@Reference Feed feed, @Reference Metrics metrics) {
        this.feed = feed;
        sent = metrics.counter("postern_stream_pieces", "fate", "sent");
        dropped = metrics.counter("postern_stream_pieces", "fate", "dropped");
    }

    @Override
    public void send(Piece piece) {
        var sinks = feed.subscriptions()
                .stream()
                .filter(subscription -> subscription.watches(piece.tenant(), piece.session()))
                .map(Subscription::sink)
                .distinct()
                .toList();
        if (!sinks.isEmpty()) {
            var frame = frame(piece);
            sinks.forEach(sink -> (sink.sendIfRoom(frame) ? sent : dropped).add(1));
        }
    }

    private static byte[] frame(Piece piece) {
        return JsonObject.builder()
                .put("type", "stream")
                .put("stream", piece.stream())
                .put("attempt", piece.attempt())
                .put("seq", piece.seq())
                .put("kind", piece.kind())
                .put("data", piece.data())
                .put("end", piece.end())
                .build()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}
