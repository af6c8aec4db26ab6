// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.events;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.wire.StreamWatch;
import dev.postern.core.wire.Streams;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Sends pieces to the connections that watch their session, each once however many of its subscriptions do, and to watchers
 * inside the gateway.
 */
@Component
public final class LiveStreams implements Streams, StreamWatch {
    private final Feed feed;
    private final Metrics.Counter sent;
    private final Metrics.Counter dropped;
    private final Map<Watched, List<Consumer<Piece>>> watchers = new ConcurrentHashMap<>();

    /** To the feed's subscribers. */
    @Activate
    public LiveStreams(@Reference Feed feed, @Reference Metrics metrics) {
        this.feed = feed;
        sent = metrics.counter("postern_stream_pieces", "fate", "sent");
        dropped = metrics.counter("postern_stream_pieces", "fate", "dropped");
    }

    @Override
    public Watching watch(String tenant, String session, Consumer<Piece> watcher) {
        var watched = new Watched(tenant, session);
        watchers.merge(watched, List.of(watcher), (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
        return () -> watchers.computeIfPresent(watched, (_, all) -> {
            var left = all.stream().filter(other -> other != watcher).toList();
            return left.isEmpty() ? null : left;
        });
    }

    @Override
    public void send(Piece piece) {
        watchers.getOrDefault(new Watched(piece.tenant(), piece.session()), List.of())
                .forEach(watcher -> watcher.accept(piece));
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

    private record Watched(String tenant, String session) {}

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
