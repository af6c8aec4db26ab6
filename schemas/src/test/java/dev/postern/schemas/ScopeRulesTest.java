// SPDX-License-Identifier: Apache-2.0
package dev.postern.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.postern.api.json.JsonObject;
import org.junit.jupiter.api.Test;

/**
 * Who may call what, written down apart from the methods themselves: whoever adds a method says it twice, and whoever opens
 * one wider does, too. That the running gateway keeps to it is tested with each scope alone on what ships.
 */
class ScopeRulesTest {
    private static final Map<String, List<String>> RULES = Map.ofEntries(
            Map.entry("any", List.of("gateway.info", "gateway.ping")),
            Map.entry("approvals:decide", List.of("approvals.decide", "approvals.hold")),
            Map.entry("approvals:read", List.of("approvals.get", "approvals.list")),
            Map.entry("audit:read", List.of("audit.export", "audit.head", "audit.query", "audit.verify")),
            Map.entry("bundles:read", List.of("bundles.list")),
            Map.entry("bundles:write", List.of("bundles.restore", "bundles.update")),
            Map.entry("events:read", List.of("events.subscribe", "events.unsubscribe")),
            Map.entry("gateway:read", List.of("gateway.health")),
            Map.entry("messages:write", List.of("messages.send")),
            Map.entry("node:tools", List.of("nodes.configuration", "nodes.drain", "nodes.files", "nodes.heartbeat",
                    "nodes.http", "nodes.program", "nodes.register", "nodes.secret", "nodes.time")),
            Map.entry("panels:use", List.of("panels.ask", "panels.list")),
            Map.entry("plugins:approve", List.of("plugins.decide")),
            Map.entry("plugins:read", List.of("marketplace.list", "marketplace.outdated", "marketplace.picture",
                    "marketplace.search", "marketplace.show", "plugins.export", "plugins.list", "plugins.plan")),
            Map.entry("plugins:write", List.of("marketplace.refresh", "plugins.apply", "plugins.disable",
                    "plugins.enable", "plugins.install", "plugins.pin", "plugins.rollback", "plugins.uninstall",
                    "plugins.update")),
            Map.entry("policy:read", List.of("policy.explain", "policy.get", "policy.grants", "policy.history",
                    "policy.test", "policy.whatif")),
            Map.entry("policy:write", List.of("policy.put", "policy.revoke")),
            Map.entry("sessions:erase", List.of("sessions.erase")),
            Map.entry("sessions:read", List.of("sessions.get", "sessions.history", "sessions.list",
                    "sessions.scratchpad", "sessions.summary", "sessions.usage", "turns.get", "turns.list")),
            Map.entry("sessions:write", List.of("calls.resolve", "sessions.pause", "sessions.quarantine",
                    "sessions.resume", "sessions.update", "turns.cancel", "turns.resolve")),
            Map.entry("tokens:read", List.of("tokens.list")),
            Map.entry("tokens:write", List.of("tokens.create", "tokens.revoke")),
            Map.entry("tools:invoke", List.of("calls.cancel", "tools.invoke")),
            Map.entry("tools:read", List.of("calls.get", "nodes.list", "tools.get", "tools.list")),
            Map.entry("triggers:read", List.of("triggers.get", "triggers.list")),
            Map.entry("triggers:run", List.of("triggers.run")));

    @Test
    void eachMethodHasTheRuleThatIsWrittenHere() throws IOException {
        var rules = new TreeMap<String, String>();
        RULES.forEach((scope, methods) -> methods.forEach(method -> rules.put(method, scope)));
        var found = new TreeMap<String, String>();
        methods().forEach(method -> found.put(text(method, "method"), text(method, "scope")));
        assertThat(found).isEqualTo(rules);
    }

    @Test
    void whatHasAnEffectIsNotHadByReading() throws IOException {
        var effects = methods().stream().filter(method -> method.bool("effect").orElse(false)).toList();
        assertThat(effects).hasSizeGreaterThan(15);
        var scopes = new TreeSet<String>();
        effects.forEach(method -> scopes.add(text(method, "scope")));
        assertThat(scopes).doesNotContain("any").allSatisfy(scope -> assertThat(scope).doesNotEndWith(":read"));
    }

    private static List<JsonObject> methods() throws IOException {
        var catalogue = (JsonObject) Descriptors
                .parse(Files.readString(Folder.SCHEMAS.resolve("catalogue.json")));
        return catalogue.array("methods").orElseThrow().values().stream().map(JsonObject.class::cast).toList();
    }

    private static String text(JsonObject method, String name) {
        return method.text(name).orElseThrow();
    }
}
