// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.WireClient;
import dev.postern.itests.plugin.Greets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A major comes while the one before serves on, and that is retired once everybody knows who uses it. */
class MajorsIT {
    private static final String OLD = "/letters.greet name=Ada";
    private static final String NEW = "/letters.greet whom=Ada";
    private static final int TURNS = 5;

    @TempDir
    Path home;
    @TempDir
    Path files;

    @Test
    void twoServeAtOnceAndOneIsRetired() throws Exception {
        try (var standing = new StandingGateway(() -> home, builder -> builder)) {
            retire(standing);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "postern.full", matches = "true")
    void inProcessesOfTheirOwnAsWell() throws Exception {
        try (var standing = new StandingGateway(() -> home, builder -> builder.configure("dev.postern.isolation",
                "{\"plugins\":[\"letters\"]}"))) {
            retire(standing);
            try (var client = standing.gateway().connect()) {
                assertThat(client.call("plugins.list", JsonObject.EMPTY).toString()).contains("\"isolated\"");
            }
        }
    }

    private void retire(StandingGateway standing) throws Exception {
        var gateway = standing.gateway();
        String session;
        JsonObject waiting;
        try (var client = gateway.connect()) {
            var imported = Files.createDirectories(home.resolve("import")).resolve("letters.jar");
            Files.copy(bundle("1.0.0"), imported);
            client.call("plugins.install", JsonObject.builder()
                    .put("source", JsonObject.of("path", imported.getFileName().toString())).build());
            session = session(client, "old");
            assertThat(reply(client, "old", OLD)).contains("1.0.0 greets");
            waiting = waiting(client);

            var kept = command(gateway, "plugins", "install", bundle("2.0.0").toString(), "--keep");
            assertThat(kept).contains("letters  2.0.0", "letters.greet@2.0.0", "serves on as letters@1");
            bothServe(client);
            atTheSameTime(gateway);
            assertThat(gateway.terminate()).isZero();
        }
        gateway = standing.gateway();
        try (var client = gateway.connect()) {
            Await.until("both serve again", () -> client.call("tools.list", JsonObject.EMPTY).toString()
                    .split("letters.greet", -1).length > 2);
            bothServe(client);
            onRecord(client, session, "letters.greet", "1.0.0");

            var users = client.call("plugins.plan", JsonObject.builder().put("plugin", "letters@1")
                    .put("change", "uninstall").build()).object("sessions").orElseThrow();
            assertThat(users.array("sessions").orElseThrow().strings()).containsExactly(session);
            assertThat(users.toString()).contains("\"count\":1", "\"stranded\":0", "\"moving\":1", "\"approvals\":1");
            assertThat(command(gateway, "plugins", "uninstall", "letters@1")).contains("letters@1  removed", session);

            assertThat(reply(client, "old", OLD)).contains("whom").doesNotContain("greets");
            assertThat(reply(client, "old", NEW)).contains("2.0.0 greets");
            onRecord(client, session, "letters.greet", "2.0.0");
            superseded(client, waiting);
        }
    }

    private static void bothServe(WireClient client) throws Exception {
        assertThat(reply(client, "old", OLD)).contains("1.0.0 greets");
        assertThat(reply(client, "new", NEW)).contains("2.0.0 greets");
        assertThat(reply(client, "new", OLD)).contains("whom").doesNotContain("greets");
    }

    private static void atTheSameTime(Gateway gateway) throws Exception {
        var old = CompletableFuture.supplyAsync(() -> replies(gateway, "old", OLD));
        var fresh = CompletableFuture.supplyAsync(() -> replies(gateway, "new", NEW));
        assertThat(old.get()).hasSize(TURNS).allMatch(reply -> reply.contains("1.0.0 greets"));
        assertThat(fresh.get()).hasSize(TURNS).allMatch(reply -> reply.contains("2.0.0 greets"));
    }

    private static List<String> replies(Gateway gateway, String thread, String text) {
        try (var client = gateway.connect()) {
            var replies = new java.util.ArrayList<String>();
            for (int turn = 0; turn < TURNS; turn++) {
                replies.add(reply(client, thread, text));
            }
            return replies;
        } catch (Exception failed) {
            throw new java.util.concurrent.CompletionException(failed);
        }
    }

    /** A call that waits for a person, in a session in which all do. */
    private static JsonObject waiting(WireClient client) throws Exception {
        var waits = session(client, "waits");
        client.call("sessions.update", JsonObject.builder().put("session", waits).put("revision", 1)
                .put("settings", JsonObject.of("confirmFrom", "low")).build());
        client.call("messages.send", Messages.in("waits", OLD));
        return Approvals.awaitOne(client, waits);
    }

    private static void superseded(WireClient client, JsonObject waiting) throws Exception {
        assertThat(waiting.text("version")).contains("1.0.0");
        Await.until("its word counts for nothing", () -> Approvals.get(client, Approvals.id(waiting)).text("state")
                .orElse("").equals("superseded"));
        assertThat(client.refusal("approvals.decide", Approvals.word(waiting, "approve"))).isEqualTo("superseded");
        var call = waiting.text("call").orElseThrow();
        assertThat(client.call("audit.query", JsonObject.of("call", call)).toString())
                .doesNotContain("tool.started");
    }

    /** Which version decided, to the byte. */
    private static void onRecord(WireClient client, String session, String tool, String version) throws Exception {
        var records = client.call("audit.query", JsonObject.builder().put("session", session)
                .put("type", "tool.started").build()).array("records").orElseThrow().values();
        var last = ((JsonObject) records.getLast()).object("meta").orElseThrow();
        assertThat(last.text("tool")).contains(tool);
        assertThat(last.text("version")).contains(version);
        assertThat(last.text("bundle").orElseThrow()).matches("org\\.example\\.letters/" + version + "/[0-9a-f]{64}");
    }

    private Path bundle(String version) throws Exception {
        return HandmadeBundle.plugin("letters").header("Bundle-Version", version).tool("letters.greet", version)
                .component(Greets.class, "<property name=\"version\" value=\"" + version + "\"/>",
                        "<service><provide interface=\"dev.postern.api.tool.DescribedTool\"/></service>")
                .clause("Import-Package", "dev.postern.api.tool,dev.postern.api.json")
                .write(Files.createDirectories(files).resolve("letters-" + version + ".jar"));
    }

    private static String command(Gateway gateway, String... words) throws Exception {
        var ended = gateway.command(words);
        assertThat(ended.exit()).as(ended.err()).isZero();
        return ended.out() + ended.err();
    }

    private static String session(WireClient client, String thread) throws Exception {
        return client.call("messages.send", Messages.in(thread, "/help")).text("session").orElseThrow();
    }

    private static String reply(WireClient client, String thread, String text) throws Exception {
        return client.say(Messages.in(thread, text)).text("reply").orElse("");
    }
}
