// SPDX-License-Identifier: Apache-2.0
package dev.postern.identity.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lists a tenant's tokens, revoked ones too. */
@Component
@WireMethod(name = "tokens.list", scope = "tokens:read",
        description = "Lists tokens, the oldest first, revoked and expired ones too")
public final class TokensList implements Method<TokensList.Params, TokensList.Result> {
    private final Tokens tokens;

    /** Over the tokens. */
    @Activate
    public TokensList(@Reference Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Result handle(Params params, MethodContext context) {
        var rows = tokens.list(context.principal().tenant(), params.next().orElse(null), params.limit() + 1);
        var page = rows.stream().limit(params.limit()).map(TokenView::of).toList();
        return new Result(page,
                rows.size() > page.size() ? Optional.of(page.getLast().id()) : Optional.empty());
    }

    /** Which page. */
    public record Params(
            @Description("How many at most") @Range(min = 1, max = 500) @DefaultValue("100") int limit,
            @Description("What the page before said") @Size(max = 100) Optional<String> next) {}

    /** A page. */
    public record Result(
            @Description("The tokens") List<TokenView> tokens,
            @Description("To pass back for the next page; absent at the end") Optional<String> next) {}
}
