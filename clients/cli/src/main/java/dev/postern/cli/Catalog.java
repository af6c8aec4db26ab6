// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.util.List;

/** All commands, by name. Only the one that is wanted is loaded. */
final class Catalog {
    /** As help lists them. */
    static final List<String> NAMES = List.of(
            "status",
            "chat",
            "send",
            "events",
            "sessions list",
            "sessions get",
            "sessions history",
            "sessions usage",
            "sessions summary",
            "sessions scratchpad",
            "sessions update",
            "sessions pause",
            "sessions resume",
            "sessions quarantine",
            "sessions erase",
            "turns list",
            "turns get",
            "turns cancel",
            "turns resolve",
            "calls get",
            "calls cancel",
            "calls resolve",
            "tools list",
            "tools get",
            "tools invoke",
            "approvals list",
            "approvals show",
            "approvals approve",
            "approvals deny",
            "approvals hold",
            "policy show",
            "policy put",
            "policy history",
            "policy test",
            "policy what-if",
            "policy explain",
            "policy grants",
            "policy revoke",
            "model add",
            "model list",
            "model test",
            "audit query",
            "audit verify",
            "audit export",
            "audit head",
            "bundles list",
            "bundles update",
            "bundles restore",
            "plugins list",
            "plugins install",
            "plugins plan",
            "plugins update",
            "plugins outdated",
            "plugins pin",
            "plugins unpin",
            "plugins rollback",
            "plugins disable",
            "plugins enable",
            "plugins uninstall",
            "plugins apply",
            "plugins export",
            "plugins why",
            "plugins approve",
            "plugins deny",
            "plugins publishers",
            "plugins keygen",
            "plugins sign",
            "plugins new",
            "plugins dev",
            "plugins publish",
            "marketplace list",
            "marketplace refresh",
            "marketplace search",
            "marketplace show",
            "marketplace add",
            "marketplace remove",
            "marketplace publish",
            "marketplace index",
            "marketplace sign",
            "marketplace yank",
            "marketplace mirror",
            "marketplace check",
            "nodes list",
            "token create",
            "token list",
            "token revoke",
            "call",
            "completion",
            "help");

    private static final List<String> GROUPS = List.of("sessions", "turns", "calls", "tools", "approvals", "policy",
            "model", "audit", "bundles", "plugins", "marketplace", "nodes", "token");

    private Catalog() {}

    static boolean isGroup(String name) {
        return GROUPS.contains(name);
    }

    /** What a group does when it is named alone. */
    static String first(String group) {
        return switch (group) {
            case "policy" -> "show";
            case "audit" -> "query";
            default -> "list";
        };
    }

    static Command find(String name) throws UsageException {
        int space = name.indexOf(' ');
        return switch (space < 0 ? name : name.substring(0, space)) {
            case "status" -> new StatusCommand();
            case "chat" -> new ChatCommand();
            case "send" -> new SendCommand();
            case "events" -> new EventsCommand();
            case "sessions" -> SessionCommands.of(name);
            case "turns" -> TurnCommands.of(name);
            case "calls" -> CallsCommands.of(name);
            case "tools" -> ToolCommands.of(name);
            case "approvals" -> ApprovalCommands.of(name);
            case "policy" -> PolicyCommands.of(name);
            case "model" -> ModelCommands.of(name);
            case "audit" -> AuditCommands.of(name);
            case "bundles" -> BundleCommands.of(name);
            case "plugins" -> PluginCommands.of(name);
            case "marketplace" -> MarketplaceCommands.of(name);
            case "nodes" -> NodeCommands.of(name);
            case "token" -> TokenCommands.of(name);
            case "call" -> new CallCommand();
            case "completion" -> new CompletionCommand();
            case "help" -> new HelpCommand();
            default -> throw unknown(name);
        };
    }

    static UsageException unknown(String name) {
        return new UsageException("there is no command " + name);
    }
}
