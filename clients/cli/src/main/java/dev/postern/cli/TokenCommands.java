// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;

/** Tokens. */
final class TokenCommands {
    private TokenCommands() {}

    static Command of(String name) throws UsageException {
        return switch (name) {
            case "token create" -> new MethodCommand(
                    Spec.of(name, "NAME", 1, "Make a token and print it, this once")
                            .with(
                                    new Spec.Option(
                                            "--scope", "SCOPE",
                                            "what it may do: area:verb, area:* or *; repeatable, or with commas"),
                                    new Spec.Option("--expires", "TIME",
                                            "how long it lasts, such as 12h or 30d; default for ever"))
                            .saying("""
                            Example: postern token create nightly --scope messages:write,events:read --expires 30d"""),
                    "tokens.create",
                    TokenCommands::creation,
                    (in, result) -> {
                        in.note("Made " + result.object("info").flatMap(info -> info.text("id")).orElse("")
                                + ". It is shown only now:");
                        in.print(result.text("token").orElse(""));
                    });
            case "token list" -> new MethodCommand(
                    Spec.of(name, "", 0, "List tokens").with(Spec.LIMIT, Spec.NEXT),
                    "tokens.list",
                    MethodCommand::page,
                    MethodCommand.table("tokens", "id", "name", "createdAt", "expiresAt", "revokedAt", "scopes"));
            case "token revoke" -> new MethodCommand(
                    Spec.of(name, "ID", 1, "Revoke a token and close its connections"),
                    "tokens.revoke",
                    MethodCommand.first("token"),
                    (in, result) -> in.print(in.argument(0) + "  revoked"));
            default -> throw Catalog.unknown(name);
        };
    }

    private static JsonObject creation(Invocation in) throws UsageException {
        var scopes = in.list("--scope");
        if (scopes.isEmpty()) {
            throw new UsageException("token create needs --scope, such as --scope messages:write,events:read");
        }
        var params = JsonObject.builder().put("name", in.argument(0)).put("scopes", JsonArray.ofStrings(scopes));
        var expires = in.option("--expires");
        return expires == null
                ? params.build()
                : params.put("expiresInSeconds", Values.seconds(expires)).build();
    }
}
