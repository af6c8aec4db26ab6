// SPDX-License-Identifier: Apache-2.0
package dev.postern.identity.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.core.id.Ids;
import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.Passes;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.store.Write.StoredToken;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** All tokens, in memory as hashes: authentication waits for no database. */
@Component(service = {Tokens.class, Authenticator.class, Passes.class})
public final class Tokens implements Authenticator, Passes {
    /** Compared with when there is no such token, so that the answer takes as long. */
    private static final String NO_HASH = "0".repeat(64);

    private final Store store;
    private final InstantSource clock;
    private final Ids ids = new Ids();
    private final SecureRandom random = new SecureRandom();
    private final Map<String, StoredToken> byId = new ConcurrentHashMap<>();
    /** Of processes that this gateway started; kept nowhere else. */
    private final Map<String, StoredToken> passes = new ConcurrentHashMap<>();

    /** Reads what the store has. */
    @Activate
    public Tokens(@Reference Store store, @Reference Rows rows) {
        this(store, rows, InstantSource.system());
    }

    Tokens(Store store, Rows rows, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        rows.tokens().forEach(token -> byId.put(token.id(), token));
    }

    @Override
    public Optional<Principal> authenticate(String token) {
        var sent = TokenText.of(token);
        var known = sent.map(text -> known(text.id()));
        var hash = sent.map(TokenText::hash).orElse(NO_HASH);
        var same = MessageDigest.isEqual(ascii(hash), ascii(known.map(StoredToken::hash).orElse(NO_HASH)));
        return known.filter(row -> same && counts(row)).map(StoredToken::principal);
    }

    @Override
    public boolean current(Principal principal) {
        var token = known(principal.id());
        return token != null && counts(token);
    }

    private @Nullable StoredToken known(String id) {
        var stored = byId.get(id);
        return stored == null ? passes.get(id) : stored;
    }

    @Override
    public Pass issue(String name, Set<String> scopes) {
        var text = TokenText.random(ids.next("k"), random);
        var principal = new Principal(Principal.Kind.NODE, text.id(), Principal.DEFAULT_TENANT, scopes,
                Principal.Trust.UNKNOWN);
        passes.put(text.id(), new StoredToken(text.id(), text.hash(), name, principal, now(), null, null));
        return new Pass() {
            @Override
            public String principal() {
                return text.id();
            }

            @Override
            public String text() {
                return text.text();
            }

            @Override
            public void close() {
                passes.remove(text.id());
            }
        };
    }

    /**
     * Makes a token.
     *
     * @param grant what it is for
     * @param by who made it; null for the gateway itself
     * @param also writes that belong to the same transaction, made of the new row
     * @return the token, which nobody can tell again
     * @throws StoreException when it was not kept
     */
    TokenText create(Grant grant, @Nullable Principal by, Function<StoredToken, Optional<Write>> also)
            throws StoreException {
        var text = TokenText.random(ids.next("k"), random);
        var now = now();
        var principal = new Principal(Principal.Kind.CLIENT, text.id(), grant.tenant(), grant.scopes(), grant.trust());
        var row = new StoredToken(text.id(), text.hash(), grant.name(), principal, now,
                end(grant, by, now), null);
        commit(RecordType.TOKEN_CREATED, row, by, also.apply(row));
        return text;
    }

    /** A token that ends makes none that outlives it: what is lent for an hour would be had for ever. */
    private @Nullable Instant end(Grant grant, @Nullable Principal by, Instant now) {
        var wanted = grant.expiresIn() == null ? null : now.plus(grant.expiresIn());
        var maker = by == null ? null : byId.get(by.id());
        var most = maker == null ? null : maker.expiresAt();
        return wanted == null || most != null && most.isBefore(wanted) ? most : wanted;
    }

    /**
     * Revokes a token at once. One that is revoked stays as it is.
     *
     * @return the row as it is now; empty when the tenant has no such token
     * @throws StoreException when it was not kept
     */
    Optional<StoredToken> revoke(String id, Principal by, Function<StoredToken, Optional<Write>> also)
            throws StoreException {
        var row = byId.get(id);
        if (row == null || !row.principal().tenant().equals(by.tenant())) {
            return Optional.empty();
        }
        if (row.revokedAt() != null) {
            return Optional.of(row);
        }
        var revoked = new StoredToken(id, row.hash(), row.name(), row.principal(), row.createdAt(), row.expiresAt(),
                now());
        commit(RecordType.TOKEN_REVOKED, revoked, by, also.apply(revoked));
        return Optional.of(revoked);
    }

    /** The row of a token. */
    Optional<StoredToken> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** A tenant's tokens after the id, in the order they were made. */
    List<StoredToken> list(String tenant, @Nullable String afterId, int limit) {
        return byId.values().stream()
                .filter(token -> token.principal().tenant().equals(tenant))
                .filter(token -> afterId == null || token.id().compareTo(afterId) > 0)
                .sorted(Comparator.comparing(StoredToken::id))
                .limit(limit)
                .toList();
    }

    private void commit(RecordType type, StoredToken row, @Nullable Principal by, Optional<Write> also)
            throws StoreException {
        var meta = JsonObject.builder()
                .put("token", row.id())
                .put("name", row.name())
                .put("scopes", JsonArray.ofStrings(row.principal().scopes().stream().sorted().toList()))
                .put("by", Optional.ofNullable(by).map(Principal::id));
        if (row.expiresAt() != null) {
            meta.put("expiresAt", row.expiresAt().toString());
        }
        var entry = new Entry(type, row.principal().tenant(), null, null, null, now(), meta.build(), JsonObject.EMPTY,
                JsonObject.EMPTY);
        var writes = new ArrayList<Write>(List.of(new Write.PutToken(row), new Write.Append(entry)));
        also.ifPresent(writes::add);
        store.commit(new Batch(writes));
        byId.put(row.id(), row);
    }

    private boolean counts(StoredToken token) {
        return token.revokedAt() == null && (token.expiresAt() == null || clock.instant().isBefore(token.expiresAt()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static byte[] ascii(String hex) {
        return hex.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * What a new token is for.
     *
     * @param name for people
     * @param tenant whose
     * @param scopes what it may do
     * @param trust the level that policy goes by
     * @param expiresIn how long it lasts, and no longer than its maker; null for as long as may be
     */
    record Grant(String name, String tenant, Set<String> scopes, Principal.Trust trust, @Nullable Duration expiresIn) {}
}
