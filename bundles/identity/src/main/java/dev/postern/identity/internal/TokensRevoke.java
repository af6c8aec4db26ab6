// SPDX-License-Identifier: Apache-2.0
package dev.postern.identity.internal;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.Write.StoredToken;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Revokes a token; its connections are closed. */
@Component
@WireMethod(name = "tokens.revoke", scope = "tokens:write", effect = true,
        description = "Revokes a token at once and closes its connections; again changes nothing")
public final class TokensRevoke implements Method<TokensRevoke.Params, TokensRevoke.Result> {
    private final Tokens tokens;

    /** Over the tokens. */
    @Activate
    public TokensRevoke(@Reference Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws Exception {
        checkReach(params.token(), context.principal());
        return tokens.revoke(params.token(), context.principal(), row -> context.idempotency()
                .map(claim -> claim.outcome(new Result(TokenView.of(row)))))
                .map(row -> new Result(TokenView.of(row)))
                .orElseThrow(() -> WireException.notFound("token", params.token()));
    }

    /** Nobody takes from others what he does not have himself; one's own token one may always give up. */
    private void checkReach(String id, Principal who) throws WireException {
        var wider = tokens.find(id)
                .map(StoredToken::principal)
                .filter(whose -> whose.tenant().equals(who.tenant()) && !whose.id().equals(who.id()))
                .flatMap(whose -> whose.scopes().stream().filter(scope -> !who.may(scope)).sorted().findFirst());
        if (wider.isPresent()) {
            throw new WireException(ErrorCode.FORBIDDEN, "the token " + id + " has the scope " + wider.get()
                    + ", which yours lacks; it takes one that has it to revoke that");
        }
    }

    /** Which. */
    public record Params(@Description("The token's public id") @Size(min = 1, max = 100) String token) {}

    /** What is left of it. */
    public record Result(@Description("The token as it is now") TokenView info) {}
}
