// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.wire;

import org.osgi.annotation.versioning.ProviderType;

/** Sends pieces that are not kept to whoever watches: model tokens, tool output. Never blocks, may drop. */
@ProviderType
public interface Streams {
    /**
     * What a planner says numbers its attempts by step: the attempt divided by this is the number of steps before. No step
     * has as many.
     */
    int ATTEMPTS_OF_STEP = 1_000;

    /**
     * Sends one piece to the stream's watchers.
     *
     * @param piece what to send
     */
    void send(Piece piece);

    /**
     * A piece of a stream.
     *
     * @param tenant whose it is
     * @param session the session whose watchers get it
     * @param stream the turn's or call's id
     * @param attempt from 1; a new attempt starts {@code seq} anew
     * @param seq from 0
     * @param kind {@code token}, {@code output}, {@code progress}, …
     * @param data the piece
     * @param end whether it is the last
     */
    record Piece(
            String tenant, String session, String stream, int attempt, long seq, String kind, String data,
            boolean end) {}
}
