package dev.postern.cli;

import java.util.ArrayList;
import java.util.List;

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
        var scopes = new ArrayList<String>();
        for (var given : in.all("--scope")) {
            scopes.addAll(List.of(given.split(",")));
        }
        if (scopes.isEmpty()) {
            throw new UsageException("token create needs --scope, such as --scope messages:write,events:read");
        }
        var params = JsonObject.builder().put("name", in.argument(0)).put("scopes", JsonArray.ofStrings(scopes));
        var expires = in.option("--expires");
        return expires == null
                ? params.build()
                : params.put("expiresInSeconds", seconds(expires)).build();
    }

    static long seconds(String text) throws UsageException {
        if (text.matches("[1-9][0-9]{0,8}[smhd]")) {
            long number = Long.parseLong(text.substring(0, text.length() - 1));
            return number
                    * switch (text.charAt(text.length() - 1)) {
                        case 'd' -> 86_400;
                        case 'h' -> 3_600;
                        case 'm' -> 60;
                        default -> 1;
                    };
        }
        throw new UsageException("not a time: " + text + "; one is 90s, 45m, 12h or 30d");
    }
}
