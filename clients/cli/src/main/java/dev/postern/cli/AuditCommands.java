// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import dev.postern.api.json.JsonObject;

/** Who did what, and whether the record of it holds. */
final class AuditCommands {
    static final Spec.Option INSTALLATION = new Spec.Option("--installation", "",
            "the installation's chain instead of the tenant's");

    private AuditCommands() {}

    static Command of(String name) throws UsageException {
        return switch (name) {
            case "audit query" -> new MethodCommand(
                    Spec.of(name, "", 0, "Find audit records, the oldest first")
                            .with(
                                    new Spec.Option("--since", "TIME", "not before: 2026-11-22T10:00:00Z, or 2h ago"),
                                    new Spec.Option("--until", "TIME", "before then"),
                                    new Spec.Option("--principal", "ID", "who asked for it, decided or did it"),
                                    new Spec.Option("--tool", "TOOL", "with which tool"),
                                    new Spec.Option("--session", "SESSION", "in which session"),
                                    new Spec.Option("--call", "CALL", "of which call"),
                                    new Spec.Option("--type", "TYPE",
                                            "what happened, such as tool.started or policy.*"),
                                    new Spec.Option("--outcome", "OUTCOME",
                                            "how it ended or was decided, such as denied or unknown"),
                                    INSTALLATION, Spec.LIMIT, Spec.NEXT),
                    "audit.query",
                    AuditCommands::filters,
                    MethodCommand.table("records", "seq", "at", "type", "outcome", "principal", "by", "tool", "session",
                            "call"));
            case "audit verify" -> new AuditVerifyCommand();
            case "audit export" -> new AuditExportCommand();
            case "audit head" -> new MethodCommand(
                    Spec.of(name, "", 0, "Print the signed end of the chain, to be kept elsewhere")
                            .with(INSTALLATION)
                            .saying("Example: postern audit head >> heads.jsonl"),
                    "audit.head",
                    in -> chain(in).build(),
                    (in, result) -> in.print(result.object("head").orElse(result).canonical()));
            default -> throw Catalog.unknown(name);
        };
    }

    /** Which chain is meant. */
    static JsonObject.Builder chain(Invocation in) {
        var params = JsonObject.builder();
        return in.has(INSTALLATION.name()) ? params.put("chain", "installation") : params;
    }

    private static JsonObject filters(Invocation in) throws UsageException {
        var params = chain(in).putAll(MethodCommand.page(in));
        MethodCommand.texts(in, params, "principal", "tool", "session", "call", "type", "outcome");
        for (var moment : new String[]{"since", "until"}) {
            var text = in.option("--" + moment);
            if (text != null) {
                params.put(moment, Values.time(text));
            }
        }
        return params.build();
    }
}
