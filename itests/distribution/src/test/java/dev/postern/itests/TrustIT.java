// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Distribution;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whom a gateway lets into its process: signatures and permissions by the command line, and what hostile code shows. */
class TrustIT {
    @TempDir
    static Path home;
    @TempDir
    static Path files;
    @AutoClose
    private static final StandingGateway standing = new StandingGateway(() -> home, builder -> builder);

    /** Each is told as it is written in the guide, detected or missed. */
    @ParameterizedTest
    @EnumSource
    void aHostilePluginShowsWhatTheGuideSays(HostilePlugin plugin) throws Exception {
        var gateway = standing.gateway();
        plugin.in(Files.createDirectories(gateway.home().resolve("import")));
        JsonObject plan;
        try (var client = gateway.connect()) {
            plan = client.call("plugins.plan", JsonObject.builder()
                    .put("source", JsonObject.of("path", plugin.id() + ".jar")).build());
        }
        var kinds = objects(plan.object("plan").orElseThrow().object("trust").orElseThrow().array("findings")
                .orElseThrow()).stream().map(finding -> finding.text("kind").orElseThrow()).toList();
        if (plugin.kind().isPresent()) {
            assertThat(kinds).contains(plugin.kind().get());
        } else {
            assertThat(kinds).isEmpty();
        }
        assertThat(Files.readString(Distribution.root().resolve("docs/trust.md")))
                .contains("| `" + plugin.id() + "` | " + plugin.kind().orElse("**missed**") + " |");
    }

    @Test
    void aPublisherSignsAndAnOperatorLetsMoreIn() throws Exception {
        var gateway = standing.gateway();
        var key = files.resolve("acme.key").toString();
        ok(gateway, "plugins", "keygen", key, "--name", "Acme");
        var first = HandmadeBundle.plugin("signed").entry("notes.txt", new byte[1])
                .write(files.resolve("signed-1.jar"));
        ok(gateway, "plugins", "sign", first.toString(), "--key", key);

        var stranger = gateway.command("plugins", "install", first.toString());
        assertThat(stranger.exit()).isEqualTo(1);
        assertThat(stranger.err()).contains("not pinned", "publishers add");

        ok(gateway, "plugins", "publishers", "add", "acme", key + ".crt", "--ids", "signed");
        // the gateway takes its configuration up while it runs
        Await.until("the key counts", () -> gateway.command("plugins", "plan", first.toString()).exit() == 0);
        assertThat(ok(gateway, "plugins", "install", first.toString())).contains("signed  1.0.0", "acme");
        assertThat(ok(gateway, "plugins", "list")).contains("acme");

        var update = HandmadeBundle.plugin("signed").entry("notes.txt", new byte[2])
                .header("Bundle-Version", "2.0.0").header("Provide-Capability",
                        "dev.postern.plugin;dev.postern.plugin=signed;hosts:List<String>=\"api.example.org\"")
                .write(files.resolve("signed-2.jar"));
        assertThat(gateway.command("plugins", "install", update.toString()).err()).contains("signed by acme");
        ok(gateway, "plugins", "sign", update.toString(), "--key", key);
        assertThat(gateway.command("plugins", "install", update.toString()).err())
                .contains("approval_required", "host api.example.org", "plugins approve signed");
        assertThat(ok(gateway, "plugins", "list")).contains("1.0.0");
        try (var client = gateway.connect()) {
            client.subscribe("plugin.*");
            assertThat(ok(gateway, "plugins", "approve", "signed")).contains("2.0.0 serves");
            client.nextEvent("plugin.decided", payload -> payload.text("decision").orElse("").equals("approved"));
            client.nextEvent("plugin.updated", payload -> payload.text("signer").orElse("").equals("acme"));
            assertThat(told(client)).contains("plugin.held", "plugin.decided", "plugin.updated", "plugin.failed");
        }
    }

    /** What the audit tells of plugins. */
    private static List<String> told(WireClient client) throws Exception {
        return objects(client.call("audit.query", JsonObject.builder().put("chain", "installation").put("limit", 500)
                .put("type", "plugin.*").build()).array("records").orElseThrow())
                .stream().map(record -> record.text("type").orElseThrow()).toList();
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.values().stream().map(JsonObject.class::cast).toList();
    }

    private static String ok(Gateway gateway, String... command) throws Exception {
        var done = gateway.command(command);
        assertThat(done.exit()).as(String.join(" ", command) + ": " + done.err()).isZero();
        return done.out();
    }
}
