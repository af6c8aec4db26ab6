// SPDX-License-Identifier: Apache-2.0
package dev.postern.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.postern.core.blob.BlobInfo;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.Write;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.IdempotencyClaim;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import org.junit.jupiter.api.Test;

class TokenMethodsTest {
    private final MemoryStore store = new MemoryStore();
    private final Tokens tokens = new Tokens(store, store.rows());
    private final Principal operator = principal("default", Principal.Trust.OPERATOR, "*");
    private final List<Record> claimed = new ArrayList<>();

    @Test
    void createsATokenThatWorks() throws Exception {
        var result = create(operator, "tools:read", "sessions:*");

        var principal = tokens.authenticate(result.token().orElseThrow()).orElseThrow();
        assertThat(principal.id()).isEqualTo(result.info().id());
        assertThat(result.info().scopes()).containsExactly("sessions:*", "tools:read");
        assertThat(principal.trust()).isEqualTo(Principal.Trust.TRUSTED);
        assertThat(result.info().expiresAt()).isEmpty();
    }

    @Test
    void makesAnOperatorOnlyOfWhatMayDoEverything() throws Exception {
        var all = create(operator, "*").token().orElseThrow();
        assertThat(tokens.authenticate(all).orElseThrow().trust()).isEqualTo(Principal.Trust.OPERATOR);

        var modest = principal("default", Principal.Trust.UNKNOWN, "tokens:write", "tools:read");
        var handedOn = create(modest, "tools:read").token().orElseThrow();
        assertThat(tokens.authenticate(handedOn).orElseThrow().trust()).isEqualTo(Principal.Trust.UNKNOWN);
    }

    @Test
    void refusesToGiveAwayAScopeThatTheAskerLacks() {
        var modest = principal("default", Principal.Trust.TRUSTED, "tokens:write", "tools:*");

        for (var scope : List.of("sessions:read", "tokens:*", "*", "sessions:*")) {
            assertThatThrownBy(() -> create(modest, scope)).isInstanceOfSatisfying(WireException.class,
                    e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
        }
        assertThat(store.batches).isEmpty();
    }

    @Test
    void whatEndsMakesNothingThatOutlivesIt() throws Exception {
        var lent = new TokensCreate(tokens).handle(
                new TokensCreate.Params("lent", List.of("tokens:write"), Optional.of(60L)), context(operator, false));
        var borrower = tokens.authenticate(lent.token().orElseThrow()).orElseThrow();

        assertThat(create(borrower, "tokens:write").info().expiresAt()).isEqualTo(lent.info().expiresAt());
        var longer = new TokensCreate(tokens).handle(
                new TokensCreate.Params("longer", List.of("tokens:write"), Optional.of(600L)),
                context(borrower, false));
        assertThat(longer.info().expiresAt()).isEqualTo(lent.info().expiresAt());
        var shorter = new TokensCreate(tokens).handle(
                new TokensCreate.Params("shorter", List.of("tokens:write"), Optional.of(1L)),
                context(borrower, false));
        assertThat(shorter.info().expiresAt().orElseThrow()).isBefore(lent.info().expiresAt().orElseThrow());
    }

    @Test
    void refusesWhatIsNoScope() {
        for (var scope : List.of("any", "", "tools", "tools:", ":read", "tools:read ", "TOOLS:read", "**")) {
            assertThatThrownBy(() -> create(operator, scope)).isInstanceOfSatisfying(WireException.class,
                    e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMS));
        }
    }

    @Test
    void storesNoTokenWithTheIdempotencyKey() throws Exception {
        var result = new TokensCreate(tokens).handle(
                new TokensCreate.Params("cli", List.of("tools:read"), Optional.of(60L)), context(operator, true));

        assertThat(result.token()).isPresent();
        assertThat(result.info().expiresAt()).isPresent();
        assertThat(claimed).singleElement().isInstanceOfSatisfying(TokensCreate.Result.class, stored -> {
            assertThat(stored.token()).isEmpty();
            assertThat(stored.info()).isEqualTo(result.info());
        });
        assertThat(store.batches).singleElement().satisfies(batch -> assertThat(batch.writes()).hasSize(3));
    }

    @Test
    void listsByPageTheOldestFirst() throws Exception {
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            ids.add(create(operator, "tools:read").info().id());
        }
        var list = new TokensList(tokens);
        var first = list.handle(new TokensList.Params(2, Optional.empty()), context(operator, false));
        var second = list.handle(new TokensList.Params(3, first.next()), context(operator, false));

        assertThat(first.tokens()).extracting(TokenView::id).containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(second.tokens()).extracting(TokenView::id).containsExactlyElementsOf(ids.subList(2, 5));
        assertThat(second.next()).isEmpty();
    }

    @Test
    void revokesNothingThatMayDoMore() throws Exception {
        var strong = create(operator, "*").info().id();
        var lent = create(operator, "tokens:write", "tools:read");
        var modest = tokens.authenticate(lent.token().orElseThrow()).orElseThrow();
        var weak = create(modest, "tools:read").info().id();
        var revoke = new TokensRevoke(tokens);

        assertThatThrownBy(() -> revoke.handle(new TokensRevoke.Params(strong), context(modest, false)))
                .hasMessageContaining("has the scope *, which yours lacks");
        assertThat(tokens.find(strong).orElseThrow().revokedAt()).isNull();
        revoke.handle(new TokensRevoke.Params(weak), context(modest, false));
        revoke.handle(new TokensRevoke.Params(modest.id()), context(modest, false));
        assertThat(tokens.current(modest)).isFalse();
    }

    @Test
    void revokesAtOnceAndAgainWithoutHarm() throws Exception {
        var token = create(operator, "tools:read");
        var revoke = new TokensRevoke(tokens);
        var params = new TokensRevoke.Params(token.info().id());

        var first = revoke.handle(params, context(operator, false));
        var again = revoke.handle(params, context(operator, false));

        assertThat(first.info().revokedAt()).isPresent();
        assertThat(again).isEqualTo(first);
        assertThat(tokens.authenticate(token.token().orElseThrow())).isEmpty();
    }

    @Test
    void answersForAnotherTenantsTokenAsForNone() throws Exception {
        var token = create(operator, "tools:read").info().id();
        var stranger = principal("other", Principal.Trust.OPERATOR, "*");
        var revoke = new TokensRevoke(tokens);

        assertThatThrownBy(() -> revoke.handle(new TokensRevoke.Params(token), context(stranger, false)))
                .hasMessage("there is no token " + token);
        assertThatThrownBy(() -> revoke.handle(new TokensRevoke.Params("k_none"), context(operator, false)))
                .hasMessage("there is no token k_none");
    }

    private TokensCreate.Result create(Principal by, String... scopes) throws Exception {
        return new TokensCreate(tokens).handle(new TokensCreate.Params("cli", List.of(scopes), Optional.empty()),
                context(by, false));
    }

    private static Principal principal(String tenant, Principal.Trust trust, String... scopes) {
        return new Principal(Principal.Kind.CLIENT, "k_asker", tenant, Set.of(scopes), trust);
    }

    private MethodContext context(Principal principal, boolean withKey) {
        IdempotencyClaim claim = result -> {
            claimed.add(result);
            return new Write.PutBlob(new BlobInfo("b", "t", "", 0, "", Instant.EPOCH));
        };
        return new MethodContext() {
            @Override
            public Principal principal() {
                return principal;
            }

            @Override
            public String connection() {
                return "c_1";
            }

            @Override
            public Optional<String> traceparent() {
                return Optional.empty();
            }

            @Override
            public Optional<IdempotencyClaim> idempotency() {
                return withKey ? Optional.of(claim) : Optional.empty();
            }
        };
    }
}
