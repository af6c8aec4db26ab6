// SPDX-License-Identifier: Apache-2.0
package dev.postern.identity.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.identity.Principal;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Makes a token that may do no more than who asks. What is stored for an idempotency key lacks the token: it is shown
 * once and kept nowhere.
 */
@Component
@WireMethod(name = "tokens.create", scope = "tokens:write", effect = true,
        description = "Makes a token; the answer is the only place it ever stands in")
public final class TokensCreate implements Method<TokensCreate.Params, TokensCreate.Result> {
    private static final Pattern SCOPE = Pattern.compile("\\*|[a-z][a-z0-9_]{0,31}:(\\*|[a-z][a-z0-9_]{0,31})");

    private final Tokens tokens;

    /** Over the tokens. */
    @Activate
    public TokensCreate(@Reference Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws Exception {
        var scopes = Set.copyOf(params.scopes());
        for (var scope : scopes) {
            if (!SCOPE.matcher(scope).matches()) {
                throw new WireException(ErrorCode.INVALID_PARAMS,
                        "params/scopes: a scope is area:verb, area:* or *");
            }
            if (!context.principal().may(scope)) {
                throw new WireException(ErrorCode.FORBIDDEN,
                        "your token does not have the scope " + scope + ", so it cannot give it away");
            }
        }
        var lasts = params.expiresInSeconds().map(Duration::ofSeconds).orElse(null);
        var grant = new Tokens.Grant(params.name(), context.principal().tenant(), scopes, trust(context, scopes),
                lasts);
        var made = tokens.create(grant, context.principal(), row -> context.idempotency()
                .map(claim -> claim.outcome(new Result(Optional.empty(), TokenView.of(row)))));
        return new Result(Optional.of(made.text()), TokenView.of(tokens.find(made.id()).orElseThrow()));
    }

    /** Nobody hands on more trust than he has, and only what may do everything is an operator's. */
    private static Principal.Trust trust(MethodContext context, Set<String> scopes) {
        var most = scopes.contains("*") ? Principal.Trust.OPERATOR : Principal.Trust.TRUSTED;
        var own = context.principal().trust();
        return own.compareTo(most) < 0 ? own : most;
    }

    /** What to make. */
    public record Params(
            @Description("Its name, for people") @Size(min = 1, max = 100) String name,
            @Description("What it may do: area:verb, area:* or *") @Size(min = 1, max = 50) List<String> scopes,
            @Description("How long it lasts, in seconds; for ever when absent") @Range(min = 1,
                    max = 315_360_000) Optional<Long> expiresInSeconds) {}

    /** The token, once. */
    public record Result(
            @Description("The token itself; absent when a repeated request gets the first one's outcome") Optional<String> token,
            @Description("What is kept of it") TokenView info) {}
}
