// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.dispatch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

import dev.postern.api.json.JsonObject;
import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.hash.Sha256;
import dev.postern.core.identity.Principal;
import dev.postern.core.json.RecordMapper;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Erased;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.store.Write.StoredOutcome;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.IdempotencyClaim;
import dev.postern.protocol.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a request with a key done once. Of several at a time one runs and the others wait for its outcome; of later ones
 * each gets what was stored.
 */
final class Idempotency {
    private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);

    private final Store store;
    private final Rows rows;
    private final KeyedDigest keyed;
    private final Map<Key, Running> running = new ConcurrentHashMap<>();

    /** @param keyed tells params apart: short ones could be found by trying if it were anybody's to compute */
    Idempotency(Store store, Rows rows, KeyedDigest keyed) {
        this.store = store;
        this.rows = rows;
        this.keyed = keyed;
    }

    /**
     * Does the work unless it was done before.
     *
     * @param principal who asks
     * @param request with a key
     * @param mapper of the method's records
     * @param work what to do, with the claim that stores its outcome
     * @return what it, or the first one, came to
     * @throws InterruptedException while waiting for the first one
     */
    Outcome once(Principal principal, Request request, RecordMapper mapper, Function<IdempotencyClaim, Outcome> work)
            throws InterruptedException {
        var key = new Key(principal.tenant(), principal.id(), request.method(), request.idempotencyKey().orElseThrow());
        var mine = new Running(new Digest(request.params()), new CompletableFuture<>());
        var first = running.putIfAbsent(key, mine);
        if (first != null) {
            return first.digest().is(mine.digest().value) ? await(first) : conflict();
        }
        try {
            var before = stored(key, mine.digest());
            if (before.isPresent()) {
                mine.outcome().complete(before.get());
                return before.get();
            }
            var claim = new Claim(key, mine.digest(), mapper);
            var outcome = settle(claim, work.apply(claim));
            // whoever waits gets what later ones will get: it may lack a secret that is told once
            mine.outcome().complete(stored(key, mine.digest()).orElse(outcome));
            return outcome;
        } catch (RuntimeException | Error e) {
            mine.outcome().completeExceptionally(e);
            throw e;
        } finally {
            running.remove(key);
        }
    }

    /** Goes by what is on record: what a method claims for its outcome may never have become durable. */
    private Outcome settle(Claim claim, Outcome outcome) {
        var stored = stored(claim.key(), claim.digest());
        if (stored.isEmpty() && outcome.keep()) {
            store(claim, outcome);
        }
        // the effect may be durable although the method failed, and what a start completed has its outcome from there
        return outcome.ok() && claim.isUsed() ? outcome : stored.orElse(outcome);
    }

    private void store(Claim claim, Outcome outcome) {
        try {
            store.commit(Batch.of(new Write.PutOutcome(claim.row(outcome))));
        } catch (StoreException e) {
            LOG.warn("the outcome of {} was not stored for its idempotency key: {}", claim.key().method(),
                    e.getMessage());
        }
    }

    private Optional<Outcome> stored(Key key, Digest digest) {
        return rows.outcome(key.tenant(), key.principal(), key.method(), key.key())
                .map(row -> digest.isOf(row) ? StoredOutcomes.read(row.outcome()) : conflict());
    }

    private static Outcome await(Running first) throws InterruptedException {
        try {
            return first.outcome().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the request with this idempotency key failed", e.getCause());
        }
    }

    private static Outcome conflict() {
        return Outcome.of(ErrorCode.IDEMPOTENCY_CONFLICT,
                "this idempotency key was used with other params; take a new one");
    }

    private record Key(String tenant, String principal, String method, String key) {}

    private record Running(Digest digest, CompletableFuture<Outcome> outcome) {}

    /** What tells params from others. */
    private final class Digest {
        private final String text;
        private final String value;

        Digest(JsonObject params) {
            text = params.canonical();
            value = keyed.of(text);
        }

        /** What was erased with its session is told to whoever repeats the key: nothing is left to tell params by. */
        boolean isOf(StoredOutcome row) {
            // rows from before digests had a key are kept for a day at most
            return row.digest().equals(Erased.TEXT) || is(row.digest()) || same(row.digest(), Sha256.hex(text));
        }

        boolean is(String other) {
            return same(value, other);
        }

        private static boolean same(String one, String other) {
            return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The right to store the outcome. */
    private static final class Claim implements IdempotencyClaim {
        private final Key key;
        private final Digest digest;
        private final RecordMapper mapper;
        private volatile boolean used;

        Claim(Key key, Digest digest, RecordMapper mapper) {
            this.key = key;
            this.digest = digest;
            this.mapper = mapper;
        }

        @Override
        public Write outcome(Record result) {
            used = true;
            return new Write.PutOutcome(row(Outcome.of(mapper.write(result))));
        }

        @Override
        public Optional<String> id() {
            // a line for each part: none of them holds a line's end but the key, which is the last
            var scope = String.join("\n", key.tenant(), key.principal(), key.method(), key.key());
            return Optional.of(Sha256.hex(scope).substring(0, 32));
        }

        /** Whether the method made its own outcome, which may tell a secret that is told once. */
        boolean isUsed() {
            return used;
        }

        Key key() {
            return key;
        }

        Digest digest() {
            return digest;
        }

        StoredOutcome row(Outcome outcome) {
            return new StoredOutcome(key.tenant(), key.principal(), key.method(), key.key(), digest.value,
                    StoredOutcomes.write(outcome),
                    Instant.now().truncatedTo(ChronoUnit.MILLIS));
        }
    }
}
