// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.wire;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.postern.api.json.JsonObject;
import org.osgi.annotation.versioning.ProviderType;

/** The line to a node, as long as its connection lasts. Safe for use by any thread. */
@ProviderType
public interface NodeLink {

    /** The largest frame that is taken from the node, in bytes of UTF-8. */
    int maxFrameBytes();

    /**
     * Asks the node, once there is room for it among what the node has not read yet.
     *
     * @param method which method
     * @param params not checked any more
     * @return what the node answers, not validated; fails with a {@link WireException} that says what the node refused,
     *     or {@link Gone}. Who cancels it does not get the answer; one that comes all the same is dropped
     * @throws WireException {@code unavailable} when it was not sent, and will not be
     * @throws InterruptedException when interrupted; it was not sent, and will not be
     */
    CompletableFuture<JsonObject> request(String method, JsonObject params) throws WireException, InterruptedException;

    /** Asks the node when there is room for it now, and does not care for the answer. Never blocks. */
    void tell(String method, JsonObject params);

    /**
     * Says who gets the pieces that the node sends; until then they are dropped.
     *
     * @param taker called on the connection's thread; must not block
     */
    void onPiece(Consumer<Piece> taker);

    /** Closes the connection of a node that is silent. */
    void close();

    /** The connection went while the node had not answered: nobody knows how far it came. */
    final class Gone extends Exception {
        private static final long serialVersionUID = 1L;

        /** Of a connection that is closed. */
        public Gone() {
            super("the connection to the node is gone", null, false, false);
        }
    }

    /**
     * What a node sends while it works.
     *
     * @param stream what it belongs to, by the node's word
     * @param kind {@code progress}, {@code output}, …
     * @param data the piece
     */
    record Piece(String stream, String kind, String data) {}
}
