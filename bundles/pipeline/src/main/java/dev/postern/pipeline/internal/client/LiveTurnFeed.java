// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import dev.postern.api.client.ClientException;
import dev.postern.api.client.TurnFeed;
import dev.postern.api.event.Event;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Streams;

/**
 * What is on record of a turn, then what comes. The records of a turn are few, and all are kept until they are read; of what
 * a model says a bounded part is, and the rest is forgotten.
 */
final class LiveTurnFeed implements TurnFeed {
    /** Pieces that wait at most. */
    static final int MOST_PIECES = 4_096;
    private static final String TOKEN = "token";

    private final String turn;
    private final Predicate<RecordType> mayRead;
    private final BooleanSupplier counts;
    private final Queue<JournalRecord> past = new ArrayDeque<>();
    private final BlockingQueue<Heard> live = new LinkedBlockingQueue<>();
    private final AtomicInteger pieces = new AtomicInteger();
    private Runnable onClose = () -> {};
    private long position;

    /** Heard while somebody was doing something else. */
    private sealed interface Heard {
        record Recorded(JournalRecord record) implements Heard {}

        record Spoken(News.Said said) implements Heard {}
    }

    LiveTurnFeed(String turn, Predicate<RecordType> mayRead, BooleanSupplier counts) {
        this.turn = turn;
        this.mayRead = mayRead;
        this.counts = counts;
    }

    void onClose(Runnable action) {
        onClose = action;
    }

    /** Takes what is on record; what was heard meanwhile comes after it. */
    void begin(List<JournalRecord> records) {
        past.addAll(records);
    }

    /** On the store's thread. */
    void happened(JournalRecord record) {
        live.add(new Heard.Recorded(record));
    }

    /** On the thread of whoever speaks. */
    void said(Streams.Piece piece) {
        if (!piece.stream().equals(turn) || !piece.kind().equals(TOKEN)) {
            return;
        }
        if (pieces.incrementAndGet() > MOST_PIECES) {
            pieces.decrementAndGet();
            return;
        }
        live.add(new Heard.Spoken(new News.Said(piece.attempt() / Streams.ATTEMPTS_OF_STEP,
                piece.attempt(), piece.seq(), piece.data(), piece.end())));
    }

    @Override
    public Optional<News> next(Duration patience) throws ClientException, InterruptedException {
        checkCounts();
        for (var record = past.poll(); record != null; record = past.poll()) {
            if (isNews(record)) {
                return Optional.of(happening(record));
            }
        }
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            var heard = live.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            // also of what came while it was waited for
            checkCounts();
            switch (heard) {
                case null -> {
                    return Optional.empty();
                }
                case Heard.Spoken(var said) -> {
                    pieces.decrementAndGet();
                    return Optional.of(said);
                }
                case Heard.Recorded(var record) -> {
                    if (isNews(record)) {
                        return Optional.of(happening(record));
                    }
                }
            }
        }
    }

    private void checkCounts() throws ClientException {
        if (!counts.getAsBoolean()) {
            throw new ClientException(ErrorCode.UNAUTHENTICATED.code(), "the token was revoked or has expired", null);
        }
    }

    /** What is on record was heard, too, when it was committed while it was read. */
    private boolean isNews(JournalRecord record) {
        if (record.position() <= position) {
            return false;
        }
        position = record.position();
        return record.entry().type().isPublic() && mayRead.test(record.entry().type());
    }

    private static News.Happened happening(JournalRecord record) {
        var entry = record.entry();
        return new News.Happened(new Event(entry.type().topic(), entry.tenant(), record.cursor(), entry.at(),
                entry.event()));
    }

    @Override
    public void close() {
        onClose.run();
    }
}
