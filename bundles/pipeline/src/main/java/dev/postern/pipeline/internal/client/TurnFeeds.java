// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.api.model.ModelUsage;
import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.StreamWatch;

/** The turns that are followed now; one listener at the journal serves them all. */
final class TurnFeeds implements AutoCloseable {
    private final Journal journal;
    private final Supplier<Optional<StreamWatch>> streams;
    private final Journal.Registration listening;
    private final Map<Key, List<LiveTurnFeed>> followed = new ConcurrentHashMap<>();

    TurnFeeds(Journal journal, Supplier<Optional<StreamWatch>> streams) {
        this.journal = journal;
        this.streams = streams;
        this.listening = journal.listen(this::heard);
    }

    /**
     * Follows a turn.
     *
     * @param mayRead what its follower is told of
     * @param counts whether the follower's token counts still
     */
    LiveTurnFeed follow(Turn turn, Predicate<RecordType> mayRead, BooleanSupplier counts) {
        var key = new Key(turn.tenant(), turn.id());
        var feed = new LiveTurnFeed(turn.id(), mayRead, counts);
        followed.merge(key, List.of(feed), (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
        var watching = streams.get().map(watch -> watch.watch(turn.tenant(), turn.session(), feed::said));
        feed.onClose(() -> {
            followed.computeIfPresent(key, (_, all) -> {
                var left = all.stream().filter(other -> other != feed).toList();
                return left.isEmpty() ? null : left;
            });
            watching.ifPresent(StreamWatch.Watching::close);
        });
        try {
            feed.begin(journal.ofTurn(turn.tenant(), turn.id()));
            return feed;
        } catch (RuntimeException unreadable) {
            feed.close();
            throw unreadable;
        }
    }

    /** Tokens of a turn's exchanges with models, as they are on record. */
    Optional<ModelUsage> usage(Turn turn) {
        return journal.ofTurn(turn.tenant(), turn.id()).stream()
                .filter(record -> record.entry().type() == RecordType.DECIDE_ANSWERED)
                .flatMap(record -> record.entry().replay().object("answer").stream())
                .flatMap(answer -> answer.object("usage").stream())
                .map(TurnFeeds::usage)
                .reduce((one, other) -> new ModelUsage(one.input() + other.input(),
                        one.cachedInput() + other.cachedInput(), one.output() + other.output()));
    }

    private static ModelUsage usage(JsonObject usage) {
        return new ModelUsage(usage.integer("input").orElse(0L), usage.integer("cachedInput").orElse(0L),
                usage.integer("output").orElse(0L));
    }

    /** On the store's own thread: must not block. */
    private void heard(List<JournalRecord> records) {
        if (followed.isEmpty()) {
            return;
        }
        for (var record : records) {
            if (record.entry().turn() instanceof String turn) {
                followed.getOrDefault(new Key(record.entry().tenant(), turn), List.of())
                        .forEach(feed -> feed.happened(record));
            }
        }
    }

    @Override
    public void close() {
        listening.close();
    }

    private record Key(String tenant, String turn) {}
}
