// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import dev.postern.api.client.ClientMessage;
import dev.postern.api.client.ClientMessage.Destination;
import dev.postern.api.client.ClientMessage.Once;
import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Part;
import dev.postern.api.surface.InboundMessage;
import dev.postern.api.surface.Receipt;
import dev.postern.core.blob.BlobStore;
import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.identity.Principal;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.pipeline.Preface;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionSettings.QueueMode;
import dev.postern.core.store.Erased;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Write;
import dev.postern.core.store.Write.StoredOutcome;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.pipeline.internal.Engine;

/**
 * Accepts a client's message, once for an idempotency key: the receipt is stored with the message, where the wire's own
 * outcomes lie, and so lives and is erased as they are.
 */
final class Sending {
    /** What keys are kept under: no method of the wire has this name, so its keys are others. */
    private static final String METHOD = "client.send";
    private static final int LONGEST_KEY = 256;
    /** Where a message that names its session needs a thread, too. */
    private static final String ANY_THREAD = "main";

    private final Engine engine;
    private final Rows rows;
    private final BlobStore blobs;
    private final KeyedDigest keyed;

    Sending(Engine engine, Rows rows, BlobStore blobs, KeyedDigest keyed) {
        this.engine = engine;
        this.rows = rows;
        this.blobs = blobs;
        this.keyed = keyed;
    }

    Receipt send(Principal principal, ClientMessage message) throws WireException {
        for (var part : message.parts()) {
            if (part instanceof Part.Blob blob && blobs.info(principal.tenant(), blob.blob()).isEmpty()) {
                throw WireException.notFound("blob", blob.blob());
            }
        }
        var incoming = incoming(principal, message);
        return message.once().isPresent()
                ? once(principal, message.once().get(), incoming)
                : engine.accept(incoming, _ -> List.of()).receipt();
    }

    /** Whoever waits for the answer to what he said has a turn of his own, whatever the session does with others. */
    private static Incoming incoming(Principal principal, ClientMessage message) {
        var choice = message.to().choice();
        var session = message.to() instanceof Destination.Session(var id, _)
                ? Optional.of(id)
                : Optional.<String>empty();
        var thread = message.to() instanceof Destination.Thread(var name, _) ? name : ANY_THREAD;
        return new Incoming(principal, Session.GATEWAY, session,
                new InboundMessage(principal.id(), thread, message.author(), message.parts(), now(), "",
                        message.metadata()),
                Optional.empty(), false, Optional.of(QueueMode.QUEUE),
                new Preface(message.before(), choice.planner(), choice.models()));
    }

    private Receipt once(Principal principal, Once once, Incoming incoming) throws WireException {
        if (once.key().isEmpty() || once.key().length() > LONGEST_KEY) {
            throw new WireException(ErrorCode.INVALID_PARAMS, "an idempotency key has 1 to " + LONGEST_KEY
                    + " characters, here " + once.key().length());
        }
        var digest = keyed.of(once.request().canonical());
        var before = stored(principal, once);
        if (before.isPresent()) {
            return repeated(before.get(), digest);
        }
        try {
            return engine.accept(incoming, accepted -> List.of(
                    new Write.PutOutcome(outcome(principal, once, digest, accepted.receipt())))).receipt();
        } catch (WireException refused) {
            // of two at a time one is accepted, and the other's batch conflicts with it
            var first = refused.code() == ErrorCode.CONFLICT
                    ? stored(principal, once)
                    : Optional.<StoredOutcome>empty();
            return repeated(first.orElseThrow(() -> refused), digest);
        }
    }

    private Optional<StoredOutcome> stored(Principal principal, Once once) {
        return rows.outcome(principal.tenant(), principal.id(), METHOD, once.key());
    }

    private static StoredOutcome outcome(Principal principal, Once once, String digest, Receipt receipt) {
        var result = JsonObject.builder().put("session", receipt.session()).put("turn", receipt.turn()).build();
        return new StoredOutcome(principal.tenant(), principal.id(), METHOD, once.key(), digest,
                JsonObject.builder().put("ok", true).put("result", result).build(), now());
    }

    private static Receipt repeated(StoredOutcome first, String digest) throws WireException {
        var result = first.outcome().object("result");
        if (result.isEmpty() || first.digest().equals(Erased.TEXT)) {
            throw new WireException(ErrorCode.CONFLICT, first.outcome().object("error")
                    .flatMap(error -> error.text("message")).orElse("what came of this request was erased"));
        }
        if (!MessageDigest.isEqual(first.digest().getBytes(StandardCharsets.UTF_8),
                digest.getBytes(StandardCharsets.UTF_8))) {
            throw new WireException(ErrorCode.IDEMPOTENCY_CONFLICT,
                    "this idempotency key was used with another request; take a new one");
        }
        return new Receipt(result.get().text("session").orElseThrow(), result.get().text("turn").orElseThrow(), true);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
