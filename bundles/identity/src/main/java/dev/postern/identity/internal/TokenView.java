// SPDX-License-Identifier: Apache-2.0
package dev.postern.identity.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.core.store.Write.StoredToken;

/** A token as clients see it: never itself, and nothing of its hash. */
record TokenView(
        @Description("The token's public id") String id,
        @Description("Its name, for people") String name,
        @Description("What it may do") List<String> scopes,
        @Description("When it was made") Instant createdAt,
        @Description("When it ends by itself") Optional<Instant> expiresAt,
        @Description("When it was revoked") Optional<Instant> revokedAt) {

    static TokenView of(StoredToken token) {
        return new TokenView(token.id(), token.name(), token.principal().scopes().stream().sorted().toList(),
                token.createdAt(), Optional.ofNullable(token.expiresAt()), Optional.ofNullable(token.revokedAt()));
    }
}
