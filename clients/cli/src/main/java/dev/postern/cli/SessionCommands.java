// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;

/** Sessions. */
final class SessionCommands {
    private static final Spec.Option REASON = new Spec.Option("--reason", "TEXT", "why, for the record");

    private SessionCommands() {}

    static Command of(String name) throws UsageException {
        return switch (name) {
            case "sessions list" -> new MethodCommand(
                    Spec.of(name, "", 0, "List sessions").with(Spec.LIMIT, Spec.NEXT),
                    "sessions.list",
                    MethodCommand::page,
                    MethodCommand.table("sessions", "id", "state", "surface", "peer", "thread", "updatedAt"));
            case "sessions get" -> new MethodCommand(
                    Spec.of(name, "SESSION", 1, "Show a session"),
                    "sessions.get",
                    MethodCommand.first("session"),
                    MethodCommand.details("session"));
            case "sessions history" -> new MethodCommand(
                    Spec.of(name, "SESSION", 1, "Show a session's journal").with(Spec.LIMIT, Spec.NEXT),
                    "sessions.history",
                    in -> JsonObject.builder()
                            .put("session", in.argument(0))
                            .putAll(MethodCommand.page(in))
                            .build(),
                    SessionCommands::history);
            case "sessions usage" -> new MethodCommand(
                    Spec.of(name, "SESSION", 1, "Show what a session used of models, and its limits"),
                    "sessions.usage",
                    MethodCommand.first("session"),
                    SessionCommands::usage);
            case "sessions summary" -> new MethodCommand(
                    Spec.of(name, "SESSION", 1, "Show the summary of a session's earlier turns"),
                    "sessions.summary",
                    MethodCommand.first("session"),
                    SessionCommands::summary);
            case "sessions scratchpad" -> new MethodCommand(
                    Spec.of(name, "SESSION", 1, "Show what stands on a session's scratchpad"),
                    "sessions.scratchpad",
                    MethodCommand.first("session"),
                    MethodCommand.table("entries", "key", "origin", "expiresAt", "text"));
            case "sessions update" -> new MethodCommand(
                    new Spec(
                            name,
                            "SESSION SETTING=VALUE…",
                            "Change a session's settings",
                            """
                            Settings are those that 'postern sessions get' shows, for example
                              postern sessions update s_01 maxRisk=medium deny='["files.write"]' dryRun=true
                              postern sessions update s_01 models='{"default":"local/llama3.2"}' instruction="Be brief."
                              postern sessions update s_01 limits='{"tokens":100000,"turnSpend":"0.10 USD"}'
                            VALUE is JSON where it reads as such, else text. If the session changed since it was read,
                            nothing happens. --revision insists on a revision that you have seen.""",
                            2,
                            Spec.ANY,
                            java.util.List.of())
                            .with(new Spec.Option("--revision", "N", "change this revision only")),
                    "sessions.update",
                    SessionCommands::update,
                    MethodCommand.details("session"));
            case "sessions pause" -> state(name, "Let a session accept messages, and run none of its turns");
            case "sessions resume" -> state(name, "Let a session run its turns again");
            case "sessions quarantine" -> state(name, "Let a session refuse messages until it is resumed");
            case "sessions erase" -> new MethodCommand(
                    new Spec(
                            name,
                            "SESSION",
                            "Erase what a session's messages, calls and approvals say",
                            """
                            That they were stays on record, with who asked, when, and digests: the audit chain is as
                            valid as before. Nothing brings the content back. Nothing in the session may be open.""",
                            1,
                            1,
                            java.util.List.of()),
                    "sessions.erase",
                    MethodCommand.first("session"),
                    (in, result) -> in.print(in.argument(0) + "  erased"));
            default -> throw Catalog.unknown(name);
        };
    }

    private static void summary(Invocation in, JsonObject result) {
        var summary = result.object("summary");
        if (summary.isEmpty()) {
            in.note("The session has no summary yet.");
            return;
        }
        var range = summary.get().object("range").orElse(JsonObject.EMPTY);
        var facts = JsonObject.builder();
        summary.get().members().forEach((member, value) -> {
            if (!member.equals("text") && !member.equals("range")) {
                facts.put(member, value);
            }
        });
        Details.print(in, facts.put("turns", range.integer("turns").orElse(0L)).put("lastTurn", range.text("lastTurn"))
                .build());
        in.print("");
        summary.get().text("text").orElse("").lines().forEach(line -> in.print(Shown.line(line)));
    }

    private static Command state(String name, String summary) {
        return new MethodCommand(
                Spec.of(name, "SESSION", 1, summary).with(REASON),
                name.replace(' ', '.'),
                in -> {
                    var params = JsonObject.builder().put("session", in.argument(0));
                    var reason = in.option("--reason");
                    return reason == null ? params.build() : params.put("reason", reason).build();
                },
                (in, result) -> in.print(in.argument(0) + "  "
                        + result.object("session").orElse(result).text("state").orElse("")));
    }

    private static void usage(Invocation in, JsonObject result) {
        var used = JsonObject.builder();
        result.members().forEach((member, value) -> {
            if (!member.equals("limits")) {
                used.put(member, value);
            }
        });
        Details.print(in, used.build());
        var limits = result.array("limits").orElse(JsonArray.EMPTY);
        if (limits.values().isEmpty()) {
            in.note("No limit holds for it.");
        } else {
            in.print("");
            Table.print(in, limits, "span", "currency", "most", "used", "raise");
        }
    }

    private static JsonObject update(Invocation in) throws Failure, UsageException, IOException {
        var settings = JsonObject.builder();
        for (var word : in.arguments().subList(1, in.arguments().size())) {
            Values.pair(settings, word);
        }
        var session = in.argument(0);
        long revision = in.has("--revision")
                ? in.number("--revision", 0)
                : in.call("sessions.get", JsonObject.of("session", session))
                        .object("session")
                        .flatMap(found -> found.integer("revision"))
                        .orElseThrow(() -> new Failure("internal", "the gateway does not say the session's revision"));
        return JsonObject.builder()
                .put("session", session)
                .put("revision", revision)
                .put("settings", settings.build())
                .build();
    }

    private static void history(Invocation in, JsonObject result) {
        for (var each : result.array("records").orElse(JsonArray.EMPTY).values()) {
            if (each instanceof JsonObject entry) {
                in.print(EventsCommand.line(
                        entry.text("at").orElse(""),
                        entry.text("type").orElse(""),
                        JsonObject.builder()
                                .put("turn", entry.text("turn"))
                                .put("call", entry.text("call"))
                                .putAll(entry.object("meta").orElse(JsonObject.EMPTY))
                                .putAll(entry.object("payload").orElse(JsonObject.EMPTY))
                                .build()));
            }
        }
        result.text("next").ifPresent(next -> in.note("There is more: --next " + next));
    }
}
