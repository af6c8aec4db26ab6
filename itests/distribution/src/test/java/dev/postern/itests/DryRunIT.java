// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonObject;
import dev.postern.core.hash.Sha256;
import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.Trees;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a dry run nothing leaves the process, and on disk nothing changes but the journal. */
class DryRunIT {
    /** Where records go: the store, the heads that it signs each minute, and the logs. */
    private static final Set<String> RECORDS = Set.of("data", "audit", "log", "gateway.out");
    /** Long enough to be seen after every run of these tests. */
    private static final String SLEEP = "4711.25";

    @TempDir
    Path home;
    private final AtomicInteger connections = new AtomicInteger();
    private ServerSocket site;
    private Map<String, JsonObject> calls = Map.of();

    @BeforeEach
    void prepare() throws Exception {
        site = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::count);
        var workspace = Files.createDirectories(home.resolve("workspace"));
        Files.writeString(workspace.resolve("old.txt"), "as it was\n");
        calls = calls();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    @Test
    void ofACallATurnAndASessionNothingHappens() throws Exception {
        try (var gateway = gateway("{}"); var client = gateway.connect()) {
            var before = everything();
            for (var call : calls.entrySet()) {
                seen(call.getKey(), client.call("tools.invoke", invoke(call).with("dryRun", JsonBoolean.TRUE)));
            }
            unchanged(gateway, before, "calls");

            for (var call : calls.entrySet()) {
                var turn = client.say(Messages.in("turns", text(call)).with("dryRun", JsonBoolean.TRUE));
                assertThat(turn.text("state")).as(call.getKey()).contains("finished");
            }
            unchanged(gateway, before, "turns");

            var session = client.call("messages.send", Messages.in("a session", "/help")).text("session").orElseThrow();
            client.call("sessions.update", JsonObject.builder().put("session", session)
                    .put("revision", WireClient.number(revision(client, session)))
                    .put("settings", JsonObject.builder().put("dryRun", JsonBoolean.TRUE).build()).build());
            for (var call : calls.entrySet()) {
                client.say(Messages.in("a session", text(call)));
                seen(call.getKey(), client.call("tools.invoke",
                        JsonObject.builder().putAll(invoke(call)).put("session", session).build()));
            }
            unchanged(gateway, before, "a session");
            assertThat(client.call("approvals.list", JsonObject.EMPTY).array("approvals").orElseThrow().values())
                    .as("nobody is asked").isEmpty();
            assertThat(types(client)).contains("policy.decided").doesNotContain("tool.started", "approval.requested");
        }
    }

    @Test
    void ofAWholeGatewayNothingHappensUntilItIsOneNoMore() throws Exception {
        try (var gateway = gateway("{\"dry.run\": true}"); var client = gateway.connect()) {
            var before = everything();
            for (var call : calls.entrySet()) {
                seen(call.getKey(), client.call("tools.invoke", invoke(call)));
                assertThat(client.say(Messages.in("turns", text(call))).text("state")).as(call.getKey())
                        .contains("finished");
            }
            unchanged(gateway, before, "the gateway");
            assertThat(types(client)).doesNotContain("tool.started", "approval.requested");
            gateway.terminate();
        }
        // the same calls do what they say when they are meant: what saw nothing above does see
        try (var gateway = gateway("{}"); var client = gateway.connect()) {
            client.call("tools.invoke", invoke("effects.append", JsonObject.EMPTY));
            assertThat(home.resolve("workspace/effects.txt")).exists();
            var asked = Approvals.invoke(client, invoke("web.request", requireNonNull(calls.get("web.request"))));
            Approvals.decide(client, asked, "approve");
            Await.until("the request leaves", () -> connections.get() > 0);
            var held = Approvals.invoke(client, invoke("shell.run", requireNonNull(calls.get("shell.run"))));
            Await.until("the program runs", () -> {
                client.request("approvals.hold", JsonObject.of("approval", Approvals.id(held)), JsonObject.EMPTY);
                return sleeping(gateway) > 0;
            });
        }
    }

    /** Calls of which each does something that can be seen, if it is done. */
    private Map<String, JsonObject> calls() {
        var calls = new TreeMap<String, JsonObject>();
        calls.put("files.write", object("path", "workspace/new.txt", "content", "new"));
        calls.put("files.move", object("from", "workspace/old.txt", "to", "workspace/moved.txt"));
        calls.put("files.delete", object("path", "workspace/old.txt"));
        calls.put("web.request", object("method", "POST", "url", "http://127.0.0.1:" + site.getLocalPort() + "/",
                "body", "out"));
        calls.put("web.get", object("url", "http://127.0.0.1:" + site.getLocalPort() + "/"));
        calls.put("shell.run", Shell.input("sleep", SLEEP));
        calls.put("effects.append", JsonObject.EMPTY);
        return calls;
    }

    /** With its temporary files in its home, where they are watched too. */
    private Gateway gateway(String runner) throws Exception {
        var temporary = Files.createDirectories(home.resolve("tmp")).toString();
        var gateway = Gateway.builder(home)
                .configure("dev.postern.toolrunner", runner)
                .configure("dev.postern.session", "{\"messages.per.minute\": 1000}")
                .configure("dev.postern.access",
                        "{\"hosts\":[\"tools-web=127.0.0.1:*\"],\"privateHosts\":[\"127.0.0.1\"]}")
                .configure("dev.postern.tools.shell.program~sleep", Shell.allowed("sleep"))
                .env("TMPDIR", temporary)
                .env("POSTERN_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -Djava.io.tmpdir=" + temporary)
                .start();
        if (!Files.exists(home.resolve("deploy/" + Plugins.HOSTILE_TOOLS.getFileName()))) {
            Plugins.deploy(gateway, Plugins.HOSTILE_TOOLS);
        }
        return gateway;
    }

    /** It was judged and shown, in its own words where the tool has some. */
    private static void seen(String tool, JsonObject answer) {
        assertThat(answer.object("decision").flatMap(decision -> decision.text("effect"))).as(answer.toString())
                .isPresent();
        assertThat(answer.object("output")).as(answer.toString()).isEmpty();
        assertThat(answer.object("preview").flatMap(preview -> preview.text("summary")).isPresent())
                .as(answer.toString())
                .isEqualTo(!tool.equals("effects.append"));
    }

    private void unchanged(Gateway gateway, Map<String, String> before, String of) throws Exception {
        assertThat(everything()).as("after dry runs of " + of).isEqualTo(before);
        assertThat(connections).as("connections after dry runs of " + of).hasValue(0);
        assertThat(sleeping(gateway)).as("programs after dry runs of " + of).isZero();
    }

    /** Each file and folder of the home but for the records, and what it holds. */
    private Map<String, String> everything() throws IOException {
        var found = new TreeMap<String, String>();
        for (var path : Trees.list(home, folder -> !isRecord(folder))) {
            var name = home.relativize(path).toString();
            if (isRecord(path)) {
                continue;
            }
            if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                found.put(name, Sha256.hex(path));
            } else {
                found.put(name, Files.isSymbolicLink(path) ? "link to " + Files.readSymbolicLink(path) : "");
            }
        }
        return found;
    }

    private boolean isRecord(Path path) {
        return RECORDS.contains(home.relativize(path).getName(0).toString());
    }

    /** Programs that the gateway, or a sandbox of its, runs. */
    private static long sleeping(Gateway gateway) {
        return gateway.process().descendants()
                .filter(process -> process.info().commandLine().orElse("").endsWith("sleep " + SLEEP)).count();
    }

    private void count() {
        try {
            while (true) {
                var connection = site.accept();
                connections.incrementAndGet();
                connection.close();
            }
        } catch (IOException closed) {
            // the test has ended
        }
    }

    private static Set<String> types(WireClient client) throws Exception {
        var types = new HashSet<String>();
        var params = JsonObject.builder().put("limit", 500).build();
        for (var record : client.call("audit.query", params).array("records").orElseThrow().values()) {
            types.add(((JsonObject) record).text("type").orElseThrow());
        }
        return types;
    }

    private static long revision(WireClient client, String session) throws Exception {
        return client.call("sessions.get", JsonObject.of("session", session)).object("session").orElseThrow()
                .integer("revision").orElseThrow();
    }

    private static JsonObject invoke(Map.Entry<String, JsonObject> call) {
        return invoke(call.getKey(), call.getValue());
    }

    private static JsonObject invoke(String tool, JsonObject input) {
        return JsonObject.builder().put("tool", tool).put("input", input).build();
    }

    /** As a person says it. */
    private static String text(Map.Entry<String, JsonObject> call) {
        return "/" + call.getKey() + (call.getValue().members().isEmpty() ? "" : " " + call.getValue());
    }

    private static JsonObject object(String... members) {
        var object = JsonObject.builder();
        for (int i = 0; i < members.length; i += 2) {
            object.put(members[i], members[i + 1]);
        }
        return object.build();
    }
}
