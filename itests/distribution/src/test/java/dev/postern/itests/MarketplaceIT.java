// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;
import dev.postern.itests.plugin.NeverStarts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A marketplace as its publisher makes it, behind a plain web server, and a gateway that has plugins from it by name. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MarketplaceIT {
    private static final String MAIN = "hostile-tools";

    @TempDir
    static Path home;
    @TempDir
    static Path files;

    private static Gateway gateway;
    private static WireClient client;
    private static Market market;
    private static HttpServer web;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(home);
        client = gateway.connect();
        market = Market.begin(gateway, files);
        market.publish(Market.plain("base"), "base");
        market.publish(main("1.0.0"), MAIN);
        web = SimpleFileServer.createFileServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                market.folder().toRealPath(), SimpleFileServer.OutputLevel.NONE);
        web.start();
        market.ok("plugins", "publishers", "add", "acme", market.key("acme") + ".crt");
        market.name(client, "http://127.0.0.1:" + web.getAddress().getPort() + "/");
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        gateway.close();
        web.stop(0);
    }

    @Test
    @Order(1)
    void bringsAPluginWithWhatItNeeds() throws Exception {
        var found = only(client.call("marketplace.search", JsonObject.of("query", "HOSTILE")), "plugins");
        assertThat(found.text("id")).contains(MAIN);
        assertThat(found.text("version")).contains("1.0.0");
        assertThat(found.text("installed")).isEmpty();
        var shown = client.call("marketplace.show", JsonObject.of("id", MAIN));
        assertThat(shown.object("plugin").orElseThrow().array("tools").orElseThrow().toString())
                .contains("effects.repeatable@");

        var plan = client.call("plugins.plan", named(MAIN));
        assertThat(plan.object("refused")).isEmpty();
        assertThat(only(plan, "also").text("plugin")).contains("base");
        assertThat(Plugins.list(client)).doesNotContain("\"base\"");

        var installed = client.callOnce("install-1", "plugins.install", named(MAIN));
        assertThat(only(installed, "also").text("plugin")).contains("base");
        assertThat(client.callOnce("install-1", "plugins.install", named(MAIN))).isEqualTo(installed);
        var listed = plugin(MAIN);
        assertThat(listed.text("source")).contains("marketplace");
        assertThat(listed.text("signer")).contains("acme");
        assertAnswers();
    }

    @Test
    @Order(2)
    void updatesWhatIsNotPinnedAndNeverToWhatWasTakenBack() throws Exception {
        market.publish(main("1.1.0"), MAIN);
        market.publish(main("1.2.0"), MAIN);
        market.ok("marketplace", "yank", market.folder().toString(), MAIN, "1.2.0", "--reason", "a bug", "--key",
                market.key("acme"));
        assertThat(refreshed()).isEqualTo("ok");
        var outdated = only(client.call("marketplace.outdated", JsonObject.EMPTY), "plugins");
        assertThat(outdated.text("installed")).contains("1.0.0");
        assertThat(outdated.text("newest")).contains("1.1.0");

        client.call("plugins.pin", JsonObject.builder().put("plugin", MAIN).put("pinned", true).build());
        assertThat(client.refusal("plugins.update", named(MAIN))).isEqualTo("conflict");
        assertThat(market.ok("plugins", "update", "--all")).contains("pinned");
        assertThat(plugin(MAIN).bool("pinned")).contains(true);
        client.call("plugins.pin", JsonObject.builder().put("plugin", MAIN).put("pinned", false).build());
        assertThat(client.call("plugins.update", named(MAIN)).text("version")).contains("1.1.0");
        assertAnswers();
        assertThat(client.call("marketplace.outdated", JsonObject.EMPTY).array("plugins").orElseThrow().values())
                .isEmpty();

        var exact = client.call("plugins.plan", JsonObject.builder().put("source", JsonObject.builder()
                .put("name", MAIN).put("version", "1.2.0").build()).build());
        assertThat(exact.toString()).contains("took " + MAIN + " 1.2.0 back: a bug");
        assertThat(client.call("plugins.rollback", JsonObject.of("plugin", MAIN)).text("version")).contains("1.0.0");
        assertAnswers();
    }

    @Test
    @Order(3)
    void takesBackWhatCameForOneThatDoesNotServe() throws Exception {
        market.publish(Market.plain("helper"), "helper");
        market.publish(HandmadeBundle.plugin("broken").component(NeverStarts.class).clause("Require-Capability",
                needs("helper")),
                "broken");
        assertThat(refreshed()).isEqualTo("ok");
        assertThat(client.refusal("plugins.install", named("broken"))).isEqualTo("precondition_failed");
        assertThat(Plugins.list(client)).doesNotContain("\"helper\"", "\"broken\"");
        var records = client.call("audit.query", JsonObject.builder().put("chain", "installation").put("limit", 500)
                .put("type", "plugin.*").build()).array("records").orElseThrow().toString();
        assertThat(records).contains("plugin.pinned", "plugin.removed");
    }

    @Test
    @Order(4)
    void tellsAForgedCatalogueAndKeepsWhatWasGood() throws Exception {
        market.ok("marketplace", "sign", market.folder().toString(), "--key", market.key("mallory"));
        assertThat(refreshed()).isEqualTo("forged");
        var health = client.call("gateway.health", JsonObject.EMPTY);
        assertThat(health.bool("ready")).contains(true);
        assertThat(health.toString()).contains("1 configured; acme is forged since 20");
        var found = client.call("marketplace.search", JsonObject.of("query", "hostile"));
        assertThat(only(found, "problems").text("code")).contains("forged");
        assertThat(only(found, "plugins").text("id")).contains(MAIN);
        var said = gateway.command("marketplace", "search");
        assertThat(said.out()).contains(MAIN);
        assertThat(said.err()).contains("forged");
        assertThat(gateway.command("marketplace", "search", "nothing-of-the-kind").exit()).isEqualTo(1);
    }

    private static void assertAnswers() throws Exception {
        assertThat(client.call("tools.invoke", JsonObject.builder().put("tool", "effects.repeatable")
                .put("input", JsonObject.EMPTY).build()).toString()).contains("\"output\"");
    }

    private static HandmadeBundle main(String version) throws Exception {
        return HandmadeBundle.of(Plugins.HOSTILE_TOOLS, version).clause("Require-Capability", needs("base"));
    }

    private static String needs(String id) {
        return "dev.postern.plugin;filter:=\"(dev.postern.plugin=" + id + ")\"";
    }

    private static JsonObject named(String id) {
        return JsonObject.builder().put("source", JsonObject.of("name", id)).build();
    }

    /** How it stands with the marketplace once it was looked at anew. */
    private static String refreshed() throws Exception {
        var all = client.call("marketplace.refresh", JsonObject.EMPTY).array("marketplaces").orElse(JsonArray.EMPTY);
        return all.values().isEmpty() ? "" : ((JsonObject) all.values().getFirst()).text("state").orElseThrow();
    }

    private static JsonObject plugin(String id) throws Exception {
        return objects(client.call("plugins.list", JsonObject.EMPTY), "plugins").stream()
                .filter(plugin -> plugin.text("id").filter(id::equals).isPresent()).findFirst().orElseThrow();
    }

    private static JsonObject only(JsonObject answer, String member) {
        var all = objects(answer, member);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static List<JsonObject> objects(JsonObject answer, String member) {
        return answer.array(member).orElse(JsonArray.EMPTY).values().stream().map(JsonObject.class::cast).toList();
    }
}
