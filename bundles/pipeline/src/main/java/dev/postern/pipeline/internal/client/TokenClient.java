// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.api.client.Client;
import dev.postern.api.client.ClientException;
import dev.postern.api.client.ClientMessage;
import dev.postern.api.client.ClientTurn;
import dev.postern.api.client.TurnFeed;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.model.ModelUsage;
import dev.postern.api.surface.Receipt;
import dev.postern.core.blob.BlobStore;
import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;
import dev.postern.core.store.Rows;
import dev.postern.core.store.UnreadableException;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.pipeline.internal.run.Stop;

/** One request's client. Its scopes are asked each time: a token may be revoked in between. */
final class TokenClient implements Client {
    private static final Duration STORE_DOWN = Duration.ofSeconds(5);

    private final Principal principal;
    private final Authenticator authenticator;
    private final Rows rows;
    private final BlobStore blobs;
    private final TurnFeeds feeds;
    private final Sending sending;
    private final Canceller canceller;

    /** Cancels a turn; durable when it returns. */
    interface Canceller {
        void cancel(String tenant, String turn, Stop.Cancelled stop) throws WireException, InterruptedException;
    }

    TokenClient(Principal principal, Authenticator authenticator, Rows rows, BlobStore blobs, TurnFeeds feeds,
            Sending sending, Canceller canceller) {
        this.principal = principal;
        this.authenticator = authenticator;
        this.rows = rows;
        this.blobs = blobs;
        this.feeds = feeds;
        this.sending = sending;
        this.canceller = canceller;
    }

    @Override
    public String id() {
        return principal.id();
    }

    @Override
    public boolean may(String scope) {
        return authenticator.current(principal) && principal.may(scope);
    }

    @Override
    public Receipt send(ClientMessage message) throws ClientException {
        require("messages:write");
        if (message.to().choice().isAny()) {
            require("sessions:write");
        }
        return told(() -> sending.send(principal, message));
    }

    @Override
    public Part.Blob store(String mediaType, byte[] content) throws ClientException {
        require("blobs:write");
        try {
            var blob = blobs.put(principal.tenant(), mediaType, new ByteArrayInputStream(content));
            return new Part.Blob(blob.id(), blob.mediaType(), "", Origin.PERSON);
        } catch (BlobStore.TooLargeException tooLarge) {
            throw new ClientException(ErrorCode.INVALID_PARAMS.code(), String.valueOf(tooLarge.getMessage()), null);
        } catch (IOException unwritten) {
            throw new ClientException(ErrorCode.UNAVAILABLE.code(), "the attachment was not stored; come back later",
                    STORE_DOWN);
        }
    }

    @Override
    public Optional<ClientTurn> turn(String id) throws ClientException {
        require("sessions:read");
        return told(() -> reached(id).map(TokenClient::told));
    }

    @Override
    public Optional<ModelUsage> usage(String id) throws ClientException {
        require("sessions:read");
        return told(() -> reached(id).flatMap(feeds::usage));
    }

    @Override
    public TurnFeed follow(String id) throws ClientException {
        require("sessions:read");
        return told(() -> {
            var turn = reached(id).orElseThrow(() -> WireException.notFound("turn", id));
            return feeds.follow(turn, type -> principal.may(type.scope()), () -> authenticator.current(principal));
        });
    }

    @Override
    public void cancel(String id) throws ClientException, InterruptedException {
        require("sessions:write");
        var turn = told(() -> reached(id).orElseThrow(() -> WireException.notFound("turn", id)));
        try {
            canceller.cancel(turn.tenant(), turn.id(), new Stop.Cancelled(principal.id(), List.of()));
        } catch (WireException refused) {
            throw refusal(refused);
        }
    }

    private Optional<Turn> reached(String id) {
        return rows.turn(principal.tenant(), id)
                .filter(turn -> rows.session(turn.tenant(), turn.session())
                        .filter(session -> isInReach(session)).isPresent());
    }

    private boolean isInReach(Session session) {
        return session.isWithinReachOf(principal);
    }

    private static ClientTurn told(Turn turn) {
        return new ClientTurn(turn.id(), turn.session(), turn.state().name().toLowerCase(Locale.ROOT),
                turn.acceptedAt(), turn.reply(),
                turn.error().map(error -> new ClientTurn.Failure(error.code(), error.message())));
    }

    private void require(String scope) throws ClientException {
        if (!authenticator.current(principal)) {
            throw new ClientException(ErrorCode.UNAUTHENTICATED.code(), "the token was revoked or has expired", null);
        }
        if (!principal.may(scope)) {
            throw new ClientException(ErrorCode.FORBIDDEN.code(), "this needs the scope " + scope, null);
        }
    }

    /** Something that the wire's own words refuse. */
    private interface Work<T> {
        T run() throws WireException;
    }

    private static <T> T told(Work<T> work) throws ClientException {
        try {
            return work.run();
        } catch (WireException refused) {
            throw refusal(refused);
        } catch (UnreadableException unreadable) {
            throw refusal(WireException.of(unreadable));
        }
    }

    private static ClientException refusal(WireException refused) {
        return new ClientException(refused.code().code(), String.valueOf(refused.getMessage()),
                refused.retryAfter().orElse(null));
    }
}
