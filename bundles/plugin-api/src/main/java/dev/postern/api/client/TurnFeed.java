// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.client;

import java.time.Duration;
import java.util.Optional;

import dev.postern.api.event.Event;
import org.osgi.annotation.versioning.ProviderType;

/** A turn as it goes on. Used by one thread. Nothing comes after {@code turn.finished}, {@code .failed}, {@code .cancelled}. */
@ProviderType
public interface TurnFeed extends AutoCloseable {

    /**
     * Waits for what comes next.
     *
     * @param patience how long
     * @return empty when nothing came in time
     * @throws ClientException {@code unauthenticated} once the client's token is revoked or has expired
     * @throws InterruptedException when nobody waits any more
     */
    Optional<News> next(Duration patience) throws ClientException, InterruptedException;

    /** Follows it no more. */
    @Override
    void close();

    /** Something new. */
    sealed interface News {

        /**
         * Something that is on record, each once and in order.
         *
         * @param event what; of a topic that the client may read
         */
        record Happened(Event event) implements News {}

        /**
         * A piece of what a model is saying. Pieces are not kept: whoever comes late or reads slowly has gaps, which the
         * reply of {@code turn.finished} closes.
         *
         * @param step how many steps were decided before; what is said in one step is over when another says something
         * @param attempt each answer of a model has one of its own, later ones higher ones. Of one step only the last
         *     attempt counts: one before it broke off, or could not be used
         * @param seq from 0, without gaps within an attempt where none is lost
         * @param text the piece
         * @param end whether it is the attempt's last
         */
        record Said(int step, int attempt, long seq, String text, boolean end) implements News {}
    }
}
