// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;

/** Plugins. */
final class PluginCommands {
    private static final Spec.Option PATH = new Spec.Option("--import", "",
            "FILE lies in the gateway's import folder already; nothing is uploaded");

    private static final String BY_NAME = """
            A NAME is a plugin's id in a marketplace; with it comes what it needs of the others there. Without a VERSION it is
            the newest that serves here and was not taken back.""";
    private static final Spec.Option KEEP = new Spec.Option("--keep", "",
            "the major that is installed serves on beside a new one, as PLUGIN@MAJOR");

    private PluginCommands() {}

    static Command of(String name) throws UsageException {
        return switch (name) {
            case "plugins list" -> new MethodCommand(
                    Spec.of(name, "", 0, "List plugins, and files that were refused").with(Spec.LIMIT, Spec.NEXT),
                    "plugins.list",
                    MethodCommand::page,
                    PluginCommands::list);
            case "plugins install" -> changing(
                    Spec.of(name, "FILE|NAME[@VERSION]", 1,
                            "Install a plugin from a file, or by name from a marketplace")
                            .with(PATH, KEEP).saying(BY_NAME),
                    "plugins.install",
                    PluginCommands::source,
                    PluginCommands::installed);
            case "plugins plan" -> new MethodCommand(
                    Spec.of(name, "FILE|NAME[@VERSION]", 1,
                            "Tell what installing it would change, and why it would be refused")
                            .with(PATH, KEEP, new Spec.Option("--change", "CHANGE",
                                    "FILE is an installed plugin's id; CHANGE is rollback, disable, enable or uninstall")),
                    "plugins.plan",
                    PluginCommands::planning,
                    PluginCommands::planned);
            case "plugins update" -> PluginUpdateCommand.of(name, PATH, KEEP);
            case "plugins outdated" -> new MarketplaceLook(new MethodCommand(
                    Spec.of(name, "", 0, "List plugins of which a marketplace has a newer version").with(Spec.LIMIT,
                            Spec.NEXT),
                    "marketplace.outdated",
                    MethodCommand::page,
                    MethodCommand.table("plugins", "id", "installed", "newest", "marketplace", "pinned")),
                    "plugins");
            case "plugins pin" -> changing(
                    Spec.of(name, "PLUGIN", 1, "Keep a plugin at its version until it is unpinned"),
                    "plugins.pin",
                    in -> pinned(in, true),
                    (in, result) -> in.print(in.argument(0) + "  pinned; an update needs its exact version"));
            case "plugins unpin" -> changing(
                    Spec.of(name, "PLUGIN", 1, "Let a plugin be updated again"),
                    "plugins.pin",
                    in -> pinned(in, false),
                    (in, result) -> in.print(in.argument(0) + "  unpinned"));
            case "plugins publish" -> PluginPublishCommand.of(name);
            case "plugins new" -> PluginNewCommand.of(name);
            case "plugins dev" -> PluginDevCommand.of(name);
            case "plugins apply" -> new MethodCommand(
                    Spec.of(name, "FILE", 1, "Make what is installed what a file says")
                            .with(new Spec.Option("--plan", "", "tell what would be done, and do nothing"),
                                    new Spec.Option("--prune", "", "uninstall what the file does not name"))
                            .saying("""
                                    FILE is as 'plugins export' prints it; - reads standard input. Each plugin is changed
                                    whole or not at all; with one that is not, the exit code is 1."""),
                    "plugins.apply",
                    PluginCommands::wanted,
                    PluginCommands::applied);
            case "plugins export" -> new MethodCommand(
                    Spec.of(name, "", 0, "Print what is installed, as plugins.json has it")
                            .saying("""
                                    As plugins.json in the gateway's home it is kept in step with every change, and taken up
                                    at every start."""),
                    "plugins.export",
                    in -> JsonObject.EMPTY,
                    (in, result) -> in.print(result.text("text").orElse("").stripTrailing()));
            case "plugins why" -> new PluginWhyCommand(Spec.of(name, "PLUGIN", 1,
                    "Tell why a plugin does not serve, or why a FILE of the deploy folder was refused"));
            case "plugins rollback" -> changing(
                    Spec.of(name, "PLUGIN", 1, "Go back to the version that was installed before; again undoes it"),
                    "plugins.rollback",
                    MethodCommand.first("plugin"),
                    PluginCommands::rolledBack);
            case "plugins disable" -> changing(
                    Spec.of(name, "PLUGIN", 1, "Take a plugin out of service until it is enabled; its file stays"),
                    "plugins.disable",
                    MethodCommand.first("plugin"),
                    (in, result) -> in.print(in.argument(0) + "  disabled"));
            case "plugins enable" -> changing(
                    Spec.of(name, "PLUGIN", 1, "Let a plugin that was disabled serve again"),
                    "plugins.enable",
                    MethodCommand.first("plugin"),
                    (in, result) -> in.print(in.argument(0) + "  enabled"));
            case "plugins uninstall" -> changing(
                    Spec.of(name, "PLUGIN", 1, "Remove a plugin; its data stays"),
                    "plugins.uninstall",
                    MethodCommand.first("plugin"),
                    PluginCommands::uninstalled);
            case "plugins approve", "plugins deny" -> PluginDecision.of(name);
            case "plugins publishers" -> PublishersCommand.of(name);
            case "plugins keygen", "plugins sign" -> PluginSigning.of(name);
            default -> throw Catalog.unknown(name);
        };
    }

    private static Command changing(Spec spec, String method, MethodCommand.Params params, MethodCommand.View view) {
        return new PluginChangeCommand(new MethodCommand(spec, method, params, view));
    }

    static JsonObject source(Invocation in) throws Failure, UsageException, IOException {
        var file = in.argument(0);
        JsonObject source;
        if (in.has("--import")) {
            source = JsonObject.of("path", file);
        } else if (isFile(file)) {
            var path = Path.of(file);
            if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
                throw new Failure("not_found", "cannot read " + path);
            }
            var blob = Upload.file(in.settings().http("/blobs"), in.settings().token(), path);
            source = JsonObject.of("blob", blob);
        } else {
            source = PluginName.source(file);
        }
        var params = JsonObject.builder().put("source", source);
        return in.has("--keep") ? params.put("keep", true).build() : params.build();
    }

    /** A name in a marketplace has no slash, and who means a jar says so. */
    private static boolean isFile(String given) {
        return given.endsWith(".jar") || given.contains("/") || Files.isRegularFile(Path.of(given));
    }

    private static JsonObject pinned(Invocation in, boolean pinned) {
        return JsonObject.builder().put("plugin", in.argument(0)).put("pinned", pinned).build();
    }

    static void installed(Invocation in, JsonObject result) {
        in.print(result.text("plugin").orElse("") + "  " + result.text("version").orElse(""));
        also(in, result);
        result.object("plan").ifPresent(plan -> PluginFindings.print(in, plan));
        result.text("kept").ifPresent(kept -> in.note("The major before serves on as " + kept + "."));
        if (result.bool("disabled").orElse(false)) {
            in.note("It is disabled and stays so; plugins enable lets it serve.");
        }
    }

    /** What comes for its sake. */
    private static void also(Invocation in, JsonObject result) {
        for (var each : result.array("also").orElse(JsonArray.EMPTY).values()) {
            if (each instanceof JsonObject also) {
                in.print("also  " + Table.cell(also.members().get("plugin")) + "  "
                        + Table.cell(also.members().get("version")));
                also.object("refused").ifPresent(refused -> in.note("which would be refused: "
                        + Table.cell(refused.members().get("reason"))));
            }
        }
    }

    private static void uninstalled(Invocation in, JsonObject result) {
        in.print(in.argument(0) + "  removed");
        result.object("sessions").filter(sessions -> !JsonNumber.of(0).equals(sessions.members().get("count")))
                .ifPresent(sessions -> Details.print(in, JsonObject.builder().put("sessions", sessions).build()));
    }

    private static void rolledBack(Invocation in, JsonObject result) {
        installed(in, result);
        result.text("waived").ifPresent(waived -> in.note("An update would have been refused: " + waived));
    }

    private static JsonObject wanted(Invocation in) throws Failure, UsageException, IOException {
        var file = in.argument(0);
        if (Values.file(file) instanceof JsonObject object) {
            return JsonObject.builder().put("document", object.object("document").orElse(object))
                    .put("plan", in.has("--plan")).put("prune", in.has("--prune")).build();
        }
        throw new UsageException(file + " must hold plugins: {\"format\":1,\"plugins\":{…}}");
    }

    private static void applied(Invocation in, JsonObject result) throws Failure {
        var plugins = result.array("plugins").orElse(JsonArray.EMPTY);
        MethodCommand.table("plugins", "plugin", "action", "before", "version").show(in, result);
        int refused = 0;
        for (var each : plugins.values()) {
            if (each instanceof JsonObject plugin && plugin.object("refused").isPresent()) {
                refused++;
                in.note(Table.cell(plugin.members().get("plugin")) + " was not changed: "
                        + Table.cell(plugin.object("refused").get().members().get("reason")));
            }
        }
        if (refused > 0) {
            throw new Failure("precondition_failed", refused + " of " + plugins.values().size() + " cannot be had");
        }
    }

    private static JsonObject planning(Invocation in) throws Failure, UsageException, IOException {
        var change = in.option("--change");
        return change == null
                ? source(in)
                : JsonObject.builder().put("plugin", in.argument(0)).put("change", change).build();
    }

    static void planned(Invocation in, JsonObject result) throws Failure {
        var installed = result.text("installed").map(version -> "  instead of " + version).orElse("");
        in.print(result.text("plugin").orElse("") + "  " + result.text("version").orElse("") + installed);
        also(in, result);
        result.object("plan").ifPresent(plan -> PluginFindings.print(in, plan));
        result.object("services").filter(services -> services.members().values().stream()
                .anyMatch(each -> each instanceof JsonArray(var names) && !names.isEmpty()))
                .ifPresent(services -> Details.print(in, services));
        result.object("sessions").ifPresent(sessions -> Details.print(in, JsonObject.builder()
                .put("sessions", sessions).build()));
        result.text("kept").ifPresent(kept -> in.note("What is installed would serve on as " + kept + "."));
        result.array("dependents").filter(dependents -> !dependents.values().isEmpty())
                .ifPresent(dependents -> in.note("Wired to it: " + String.join(", ", dependents.strings())));
        var refused = result.object("refused");
        if (refused.isPresent()) {
            throw new Failure(refused.get().text("code").orElse(""), refused.get().text("reason").orElse(""));
        }
    }

    private static void list(Invocation in, JsonObject result) throws Failure {
        MethodCommand.table("plugins", "id", "version", "state", "source", "place", "signer", "tools",
                "reason").show(in, result);
        for (var each : result.array("held").orElse(JsonArray.EMPTY).values()) {
            if (each instanceof JsonObject held) {
                in.note("Held: " + PluginDecision.shown(held));
            }
        }
        for (var each : result.array("refused").orElse(JsonArray.EMPTY).values()) {
            if (each instanceof JsonObject refused) {
                in.note("Refused: " + Table.cell(refused.members().get("file")) + ": "
                        + Table.cell(refused.members().get("reason")));
            }
        }
    }
}
