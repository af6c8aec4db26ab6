// SPDX-License-Identifier: Apache-2.0
package dev.postern.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonValue;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokensTest {
    private final MemoryStore store = new MemoryStore();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Tokens tokens = new Tokens(store, store.rows(), () -> now);

    @Test
    void tellsWhoHoldsAToken() throws Exception {
        var token = make(null, "sessions:read");

        var principal = tokens.authenticate(token.text()).orElseThrow();

        assertThat(principal.id()).isEqualTo(token.id());
        assertThat(principal.tenant()).isEqualTo(Principal.DEFAULT_TENANT);
        assertThat(principal.scopes()).containsExactly("sessions:read");
    }

    @Test
    void takesNothingElseForAToken() throws Exception {
        var token = make(null, "*").text();

        assertThat(tokens.authenticate("")).isEmpty();
        assertThat(tokens.authenticate("pst_")).isEmpty();
        assertThat(tokens.authenticate("pst__")).isEmpty();
        assertThat(tokens.authenticate("pst_unknown_" + "A".repeat(43))).isEmpty();
        assertThat(tokens.authenticate(token.substring(0, token.length() - 1))).isEmpty();
        assertThat(tokens.authenticate(token + "A")).isEmpty();
        assertThat(tokens.authenticate(token.toUpperCase(java.util.Locale.ROOT))).isEmpty();
        assertThat(tokens.authenticate(token + "x".repeat(100_000))).isEmpty();
    }

    @Test
    void takesNobodysSecretForAnothersId() throws Exception {
        var one = make(null, "*").text();
        var other = make(null, "*").text();
        var mixed = one.substring(0, one.length() - 43) + other.substring(other.length() - 43);

        assertThat(tokens.authenticate(mixed)).isEmpty();
    }

    @Test
    void carries256BitsThatAreNeverTheSame() throws Exception {
        var secrets = new HashSet<String>();
        for (int i = 0; i < 100; i++) {
            var text = make(null, "*").text();
            secrets.add(text.substring(text.length() - 43));
        }
        assertThat(secrets).hasSize(100);
    }

    @Test
    void keepsNothingThatTheTokenCouldBeReadFrom() throws Exception {
        var token = make(null, "*");
        var secret = token.text().substring(token.text().length() - 43);

        assertThat(store.batches.toString()).contains(token.hash()).doesNotContain(secret);
        assertThat(token.toString()).doesNotContain(secret);
    }

    @Test
    void endsWhenItExpires() throws Exception {
        var token = make(Duration.ofMinutes(1), "*");
        var principal = tokens.authenticate(token.text()).orElseThrow();
        now = now.plusSeconds(59);
        assertThat(tokens.current(principal)).isTrue();

        now = now.plusSeconds(1);
        assertThat(tokens.authenticate(token.text())).isEmpty();
        assertThat(tokens.current(principal)).isFalse();
    }

    @Test
    void endsWhenItIsRevokedAndStaysSoAfterARestart() throws Exception {
        var token = make(null, "*");
        var principal = tokens.authenticate(token.text()).orElseThrow();

        tokens.revoke(token.id(), principal, row -> Optional.empty());

        assertThat(tokens.current(principal)).isFalse();
        var restarted = new Tokens(store, store.rows(), () -> now);
        assertThat(restarted.authenticate(token.text())).isEmpty();
        assertThat(restarted.find(token.id())).isPresent();
    }

    @Test
    void outlivesARestart() throws Exception {
        var token = make(null, "*");
        var restarted = new Tokens(store, store.rows(), () -> now);
        assertThat(restarted.authenticate(token.text())).isPresent();
    }

    @Test
    void hidesAnotherTenantsToken() throws Exception {
        var token = make(null, "*");
        var stranger = new Principal(Principal.Kind.CLIENT, "k_x", "other", Set.of("*"), Principal.Trust.OPERATOR);

        assertThat(tokens.revoke(token.id(), stranger, row -> Optional.empty())).isEmpty();
        assertThat(tokens.list("other", null, 10)).isEmpty();
        assertThat(tokens.authenticate(token.text())).isPresent();
    }

    @Test
    void journalsWhatHappensWithTheRow() throws Exception {
        var token = make(null, "tools:read");
        tokens.revoke(token.id(), tokens.authenticate(token.text()).orElseThrow(), row -> Optional.empty());

        assertThat(store.batches).hasSize(2).allSatisfy(batch -> assertThat(batch.writes()).hasSize(2));
        assertThat(store.batches.get(0).writes().get(1)).isInstanceOfSatisfying(Write.Append.class, append -> {
            assertThat(append.entry().type()).isEqualTo(RecordType.TOKEN_CREATED);
            assertThat(append.entry().meta().text("token")).contains(token.id());
        });
        assertThat(store.batches.get(1).writes().get(1)).isInstanceOfSatisfying(Write.Append.class, append -> {
            assertThat(append.entry().type()).isEqualTo(RecordType.TOKEN_REVOKED);
            assertThat(append.entry().meta().get("by").map(JsonValue::toString)).contains('"' + token.id() + '"');
        });
    }

    @Test
    void doesNotCountWhatWasNotKept() {
        store.refuseEverything();
        assertThatThrownBy(() -> make(null, "*")).isInstanceOf(StoreException.class);
        assertThat(tokens.list(Principal.DEFAULT_TENANT, null, 10)).isEmpty();
    }

    private TokenText make(@Nullable Duration lasts, String... scopes) throws StoreException {
        return tokens.create(new Tokens.Grant("test", Principal.DEFAULT_TENANT, Set.of(scopes),
                Principal.Trust.TRUSTED, lasts), null, row -> Optional.empty());
    }
}
