// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.HelloPlugin;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;
import dev.postern.itests.harness.WireContract;
import dev.postern.itests.harness.WireNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a running gateway sends is what the contract says. Every client of these tests holds all it gets against it; here
 * every method answers once, and every topic is heard of once.
 */
class ContractIT {
    private static final String[] EVERYTHING = {"approval.*", "bundle.*", "gateway.*", "message.*", "plugin.*",
        "session.*",
        "tool.*", "trigger.*", "turn.*"};
    private static final String SCHEDULE = """
            {"name": "%s", "cron": "0 0 1 1 *", "text": "/time.now", "session": "%s"}""";
    private static final WireContract CONTRACT = WireContract.ofCheckout();

    @TempDir
    Path home;

    @Test
    void everyMethodAnswersAndEveryTopicIsHeardOfAsItIsWritten() throws Exception {
        Set<String> held;
        String cursor;
        try (var gateway = start(); var client = gateway.connect()) {
            Plugins.deploy(gateway, Plugins.HOSTILE_TOOLS);
            assertThat(client.hello().array("methods").orElseThrow().strings())
                    .containsExactlyInAnyOrderElementsOf(CONTRACT.methods());
            assertThat(client.hello().array("topics").orElseThrow().strings())
                    .containsExactlyInAnyOrderElementsOf(CONTRACT.topics());
            client.subscribe(EVERYTHING);
            gateway(client);
            tools(client);
            tokens(client);
            plugins(gateway, client);
            marketplace(gateway, client);
            bundles(gateway, client);
            panels(gateway, client);
            sessions(client);
            turns(client);
            approvals(client);
            policy(client);
            audit(client);
            triggers(client);
            var byNode = nodes(gateway, client);
            overload(gateway, client);
            cursor = dieInCalls(gateway, client);
            held = client.held();
            held.addAll(byNode);
        }
        try (var gateway = start(); var client = WireClient.open(gateway)) {
            var resume = JsonObject.builder().put("cursor", cursor).put("topics", strings(EVERYTHING)).build();
            client.hello(gateway.token(), JsonObject.builder().put("resume", resume).build());
            resolve(client);
            resolve(client);
            held.addAll(client.held());
        }
        var all = new TreeSet<>(CONTRACT.methods());
        all.addAll(CONTRACT.topics());
        all.add("connect");
        assertThat(held).isEqualTo(all);
    }

    private Gateway start() throws Exception {
        return Gateway.builder(home)
                .configure("dev.postern.gateway", "{\"heartbeat.ms\":200}")
                .configure("dev.postern.pipeline.decide", "{\"planner.wait.ms\":0}")
                .configure("dev.postern.triggers.schedule~held", SCHEDULE.formatted("held", ""))
                .configure("dev.postern.triggers.schedule~lost", SCHEDULE.formatted("lost", "s_none"))
                .start();
    }

    private static void gateway(WireClient client) throws Exception {
        for (var method : List.of("gateway.ping", "gateway.info", "gateway.health")) {
            client.call(method, JsonObject.EMPTY);
        }
        client.call("events.unsubscribe", JsonObject.of("subscription",
                client.subscribe("turn.*").text("subscription").orElseThrow()));
        Await.until("there is a heartbeat", () -> client.held().contains("gateway.heartbeat"));
    }

    private static void tools(WireClient client) throws Exception {
        client.call("tools.list", JsonObject.EMPTY);
        client.call("tools.get", JsonObject.of("tool", "time.now"));
        var call = client.call("tools.invoke", invoke("time.now")).text("call").orElseThrow();
        client.call("calls.get", JsonObject.of("call", call));
        var slow = client.start("tools.invoke", invoke("effects.slow"));
        var started = client.nextEvent("tool.started", payload -> payload.text("tool").orElse("").contains("slow"));
        client.call("calls.cancel",
                JsonObject.of("call", started.object("payload").orElseThrow().text("call").orElseThrow()));
        WireClient.error(slow.get(60, TimeUnit.SECONDS));
    }

    private static void tokens(WireClient client) throws Exception {
        var made = client.call("tokens.create",
                JsonObject.builder().put("name", "held").put("scopes", strings("sessions:read")).build());
        client.call("tokens.list", JsonObject.EMPTY);
        client.call("tokens.revoke",
                JsonObject.of("token", made.object("info").orElseThrow().text("id").orElseThrow()));
    }

    private static void plugins(Gateway gateway, WireClient client) throws Exception {
        var imports = Files.createDirectories(gateway.home().resolve("import"));
        var source = JsonObject.builder().put("source", JsonObject.of("path", "hello.jar")).build();
        Files.writeString(imports.resolve("hello.jar"), "this is no jar");
        client.refusal("plugins.install", source);
        Files.copy(HelloPlugin.version("1.0.0"), imports.resolve("hello.jar"), StandardCopyOption.REPLACE_EXISTING);
        client.call("plugins.install", source);
        Files.copy(HelloPlugin.version("1.1.0"), imports.resolve("hello.jar"), StandardCopyOption.REPLACE_EXISTING);
        client.call("plugins.plan", source);
        client.call("plugins.update", source);
        client.call("plugins.list", JsonObject.EMPTY);
        client.call("plugins.apply", one("document",
                client.call("plugins.export", JsonObject.EMPTY).object("document").orElseThrow()));
        client.call("plugins.rollback", JsonObject.of("plugin", "hello"));
        client.call("plugins.disable", JsonObject.of("plugin", "hello"));
        client.call("plugins.enable", JsonObject.of("plugin", "hello"));
        client.call("plugins.uninstall", JsonObject.of("plugin", "hello"));
        asksForMore(imports, client);
    }

    /** An update that waits for a word. */
    private static void asksForMore(Path imports, WireClient client) throws Exception {
        var source = JsonObject.builder().put("source", JsonObject.of("path", "asks.jar")).build();
        HandmadeBundle.plugin("asks").write(imports.resolve("asks.jar"));
        client.call("plugins.install", source);
        HandmadeBundle.plugin("asks").header("Bundle-Version", "2.0.0")
                .header("Provide-Capability",
                        "dev.postern.plugin;dev.postern.plugin=asks;hosts:List<String>=\"api.example.org\"")
                .write(imports.resolve("asks.jar"));
        assertThat(client.refusal("plugins.install", source)).isEqualTo("approval_required");
        var waiting = (JsonObject) client.call("plugins.list", JsonObject.EMPTY).array("held").orElseThrow().values()
                .getFirst();
        client.call("plugins.decide", JsonObject.builder().put("plugin", "asks")
                .put("sha256", waiting.text("sha256").orElseThrow()).put("decision", "approve").build());
        client.call("plugins.uninstall", JsonObject.of("plugin", "asks"));
    }

    private void marketplace(Gateway gateway, WireClient client) throws Exception {
        var market = Market.begin(gateway, Files.createDirectory(home.resolve("shop")));
        market.publish(Market.plain("offered"), "offered", "--icon", market.icon());
        market.name(client, market.folder().toUri().toString(), "--vouches");
        client.call("marketplace.refresh", JsonObject.EMPTY);
        client.call("marketplace.list", JsonObject.EMPTY);
        var found = (JsonObject) client.call("marketplace.search", JsonObject.of("query", "offered")).array("plugins")
                .orElseThrow().values().getFirst();
        client.call("marketplace.show", JsonObject.of("id", "offered"));
        client.call("marketplace.outdated", JsonObject.EMPTY);
        client.call("marketplace.picture", JsonObject.builder().put("marketplace", "acme")
                .put("sha256", found.text("icon").orElseThrow()).build());
        client.call("plugins.install", one("source", JsonObject.of("name", "offered")));
        client.call("plugins.pin", JsonObject.builder().put("plugin", "offered").put("pinned", true).build());
        client.call("plugins.uninstall", JsonObject.of("plugin", "offered"));
    }

    private void bundles(Gateway gateway, WireClient client) throws Exception {
        client.call("bundles.list", JsonObject.EMPTY);
        client.refusal("bundles.update", JsonObject.of("blob", "b_none"));
        Exchanges.update(gateway, client, "dev.postern.session", "0.1.1");
        client.nextEvent("bundle.updated", any -> true);
        client.refusal("bundles.update", Exchanges.blob(gateway, Exchanges.bundle("dev.postern.session", "0.1.2")
                .clause("Import-Package", "org.example.nowhere").write(home.resolve("unresolved.jar"))));
        client.nextEvent("bundle.failed", any -> true);
        client.call("bundles.restore", JsonObject.of("bundle", "dev.postern.session"));
    }

    private void panels(Gateway gateway, WireClient client) throws Exception {
        PanelPlugin.drop(gateway, home);
        Await.until("the panel is there", () -> client.call("panels.list", JsonObject.EMPTY).toString()
                .contains("\"stock\""));
        PanelPlugin.ask(client);
    }

    private static void sessions(WireClient client) throws Exception {
        var session = client.say(Messages.in("held", "/time.now")).text("session").orElseThrow();
        var bySession = JsonObject.of("session", session);
        client.call("sessions.list", JsonObject.EMPTY);
        var revision = client.call("sessions.get", bySession).object("session").orElseThrow().integer("revision")
                .orElseThrow();
        // nobody plans there: its next turn fails
        client.call("sessions.update", JsonObject.builder()
                .putAll(bySession)
                .put("revision", revision)
                .put("settings", JsonObject.of("planner", "nobody"))
                .build());
        assertThat(client.say(Messages.in("held", "/time.now")).text("state")).contains("failed");
        client.call("sessions.pause", bySession);
        client.call("sessions.resume", bySession);
        client.call("sessions.quarantine", bySession);
        client.call("sessions.history", bySession);
        client.call("sessions.usage", bySession);
        client.call("sessions.summary", bySession);
        client.call("sessions.scratchpad", bySession);
        client.call("turns.list", bySession);
        client.call("sessions.erase", bySession);
    }

    private static void turns(WireClient client) throws Exception {
        var turn = client.call("messages.send", Messages.in("cancelled", "/hostile.patient")).text("turn")
                .orElseThrow();
        client.awaitTurn(turn, "running");
        client.call("turns.cancel", JsonObject.of("turn", turn));
        client.awaitTurn(turn, "cancelled");
    }

    /** By hand: none is due before the next year. */
    private static void triggers(WireClient client) throws Exception {
        client.call("triggers.list", JsonObject.EMPTY);
        client.call("triggers.run", JsonObject.of("trigger", "held"));
        client.nextEvent("trigger.fired", any -> true);
        client.call("triggers.get", JsonObject.of("trigger", "held"));
        assertThat(client.refusal("triggers.run", JsonObject.of("trigger", "lost"))).isEqualTo("not_found");
        client.nextEvent("trigger.failed", any -> true);
    }

    /** What a node heard of. */
    private static Set<String> nodes(Gateway gateway, WireClient client) throws Exception {
        try (var node = WireNode.connect(gateway, WireNode.token(client))) {
            node.register("held", WireNode.tool("held.tool").with("previewable", JsonBoolean.TRUE));
            client.call("nodes.list", JsonObject.EMPTY);
            node.client().call("nodes.heartbeat", JsonObject.EMPTY);
            var call = client.start("tools.invoke", invoke("held.tool"));
            means(node, node.next("call.start"));
            WireClient.result(call.get(60, TimeUnit.SECONDS));
            var preview = client.start("tools.invoke", JsonObject.builder().put("tool", "held.tool")
                    .put("input", JsonObject.EMPTY).put("dryRun", true).build());
            node.answer(node.next("call.preview"), one("preview", JsonObject.of("summary", "nothing")));
            WireClient.result(preview.get(60, TimeUnit.SECONDS));
            node.client().call("nodes.drain", JsonObject.EMPTY);
            return node.client().held();
        }
    }

    /** What a call may use, which for a node of its own is nothing that reaches the world. */
    private static void means(WireNode node, JsonObject asked) throws Exception {
        var run = JsonObject.of("run", WireNode.param(asked, "run"));
        node.client().call("nodes.time", run);
        node.client().call("nodes.configuration", run);
        node.client().call("nodes.files", run.with("operation", new JsonString("roots")));
        for (var refused : List.of(
                node.client().call("nodes.secret", run.with("name", new JsonString("key"))),
                node.client().call("nodes.http", run.with("method", new JsonString("GET")).with("uri",
                        new JsonString("http://127.0.0.1:1/"))),
                node.client().call("nodes.program", run.with("program", new JsonString("date")).with("folder",
                        new JsonString("workspace"))))) {
            assertThat(refused.object("failure").orElseThrow().text("code")).contains("forbidden");
        }
        node.returns(asked, JsonObject.EMPTY);
        assertThat(node.client().refusal("nodes.time", run)).isEqualTo("not_found");
    }

    private static void overload(Gateway gateway, WireClient client) throws Exception {
        try (var greedy = gateway.connect()) {
            for (int i = 0; i < 140; i++) {
                greedy.start("tools.invoke", invoke("hostile.patient"));
            }
            client.nextEvent("gateway.overload", any -> true);
        }
    }

    private static void approvals(WireClient client) throws Exception {
        var sent = client.call("messages.send", Messages.in("asks", "/files.write path=workspace/held content=held"));
        var session = sent.text("session").orElseThrow();
        var asked = Approvals.awaitOne(client, session);
        client.call("approvals.decide", JsonObject.builder().putAll(Approvals.word(asked, "approve"))
                .put("grant", one("seconds", WireClient.number(60))).build());
        client.awaitTurn(sent.text("turn").orElseThrow(), "finished");
        var delete = Approvals.invoke(client, JsonObject.builder().put("tool", "files.delete")
                .put("input", JsonObject.of("path", "workspace/held")).build());
        client.call("approvals.hold", JsonObject.of("approval", Approvals.id(delete)));
    }

    private static void policy(WireClient client) throws Exception {
        client.call("policy.get", JsonObject.EMPTY);
        var grant = (JsonObject) client.call("policy.grants", JsonObject.EMPTY).array("grants").orElseThrow().values()
                .getFirst();
        client.call("policy.revoke", JsonObject.of("grant", grant.text("id").orElseThrow()));
        var what = JsonObject.of("tool", "time.now");
        client.call("policy.explain", one("what", what));
        var rules = one("rules", new JsonArray(List.of()));
        client.call("policy.put", one("document", rules));
        client.call("policy.history", JsonObject.EMPTY);
        client.call("policy.test", one("cases", new JsonArray(List.of(
                JsonObject.builder().put("what", what).put("effect", "allow").build()))));
        client.call("policy.whatif", one("document", rules));
    }

    private static void audit(WireClient client) throws Exception {
        for (var method : List.of("audit.query", "audit.verify", "audit.export", "audit.head")) {
            client.call(method, JsonObject.EMPTY);
        }
    }

    /** The gateway dies while calls run that may not be repeated, in a turn and outside; gives the cursor of a start. */
    private static String dieInCalls(Gateway gateway, WireClient client) throws Exception {
        client.call("messages.send", Messages.in("doubtful", "/effects.slow"));
        var started = slow(client);
        var _ = client.start("tools.invoke", invoke("effects.slow"));
        slow(client);
        gateway.kill();
        return started.text("cursor").orElseThrow();
    }

    private static JsonObject slow(WireClient client) throws Exception {
        return client.nextEvent("tool.started", payload -> payload.text("tool").orElse("").contains("slow"));
    }

    private static void resolve(WireClient client) throws Exception {
        var doubtful = client.nextEvent("tool.in_doubt", any -> true).object("payload").orElseThrow();
        var params = JsonObject.builder().put("call", doubtful.text("call").orElseThrow()).put("outcome", "done");
        if (doubtful.text("turn").isPresent()) {
            client.call("turns.resolve", params.put("turn", doubtful.text("turn").orElseThrow()).build());
        } else {
            client.call("calls.resolve", params.build());
        }
    }

    private static JsonObject invoke(String tool) {
        return JsonObject.builder().put("tool", tool).put("input", JsonObject.EMPTY).build();
    }

    private static JsonObject one(String name, JsonValue value) {
        return JsonObject.builder().put(name, value).build();
    }

    private static JsonArray strings(String... texts) {
        return JsonArray.ofStrings(List.of(texts));
    }
}
