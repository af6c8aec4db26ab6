// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.client;

import java.util.Optional;

import dev.postern.api.message.Part;
import dev.postern.api.model.ModelUsage;
import dev.postern.api.surface.Receipt;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A client that proved who it is. Each of these needs the scope that it names, as the same does on the gateway's wire, and
 * meets the same limits. What is not within the client's reach is not there. Safe for use by any thread.
 */
@ProviderType
public interface Client {

    /** Its principal's id. */
    String id();

    /** Whether its token has a scope, and counts still. */
    boolean may(String scope);

    /**
     * Hands a message over; {@code messages:write}, and {@code sessions:write} for one that chooses a planner or model. When
     * this returns the message is durable and will be answered, once.
     *
     * @param message what is said
     * @return where it went; a duplicate when the same message came under the same key before, and nothing happened again
     * @throws ClientException when it was not accepted; nothing of it was kept
     */
    Receipt send(ClientMessage message) throws ClientException;

    /**
     * Stores an attachment; {@code blobs:write}.
     *
     * @param mediaType as its sender says
     * @param content its bytes
     * @return a part for a message, written by a person
     */
    Part.Blob store(String mediaType, byte[] content) throws ClientException;

    /**
     * Where a turn stands; {@code sessions:read}.
     *
     * @return empty when there is none within reach
     */
    Optional<ClientTurn> turn(String id) throws ClientException;

    /**
     * Tokens of a turn's exchanges with models so far; {@code sessions:read}. Reads the turn's records; may block.
     *
     * @return empty when none is on record
     */
    Optional<ModelUsage> usage(String turn) throws ClientException;

    /**
     * Follows a turn from its beginning; {@code sessions:read}, and the scope of each event's topic for that.
     *
     * @return what has happened in it, then what happens; close it
     */
    TurnFeed follow(String turn) throws ClientException;

    /**
     * Cancels a turn; {@code sessions:write}. Durable when this returns.
     *
     * @throws ClientException {@code conflict} for one that has ended
     */
    void cancel(String turn) throws ClientException, InterruptedException;
}
