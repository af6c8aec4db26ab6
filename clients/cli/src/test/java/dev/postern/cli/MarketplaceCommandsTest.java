// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonObject;
import dev.postern.cli.signing.SigningKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway finds in its marketplaces, and takes from them. */
class MarketplaceCommandsTest {
    private static final String PROBLEMS = """
            "problems":[{"marketplace":"corner","code":"forged","message":"not signed\\u001b[2J"}]""";
    @TempDir
    Path folder;
    private FakeGateway gateway;
    private Shell shell;

    @BeforeEach
    void start() throws Exception {
        gateway = new FakeGateway();
        shell = Shell.at(gateway);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void listsMarketplacesAndHowItStandsWithThem() {
        var answer = """
                {"marketplaces":[{"name":"acme","url":"https://acme.example/","priority":5,"state":"ok","serial":7,
                 "issued":"noon","plugins":3},{"name":"corner","url":"file:///c/","priority":0,"state":"forged",
                 "message":"its signature does not hold"}]}""";
        gateway.on("marketplace.list", answer).on("marketplace.refresh", answer);
        assertThat(shell.run("marketplace").out()).contains("acme", "ok", "7", "forged", "does not hold");
        assertThat(shell.run("marketplace", "refresh").out()).contains("acme");
        assertThat(gateway.params("marketplace.refresh")).isEqualTo(JsonObject.EMPTY);
    }

    @Test
    void searchesAndSaysWhatCouldNotBeSearched() {
        gateway.on("marketplace.search",
                """
                {"plugins":[{"id":"acme.search","version":"1.2.0","title":"Finds","installed":"1.0.0","marketplace":"acme",
                 "maturity":"beta"},{"id":"b","version":"9.0.0","refused":"it needs dev.postern.api.tool [9,10)"}],%s,"next":"p2"}"""
                        .formatted(PROBLEMS));
        var found = shell.run("marketplace", "search", "find", "--limit", "1");
        assertThat(found.exit()).isZero();
        assertThat(found.out()).isEqualTo("""
                ID           VERSION  INSTALLED  MATURITY  MARKETPLACE  TITLE
                acme.search  1.2.0    1.0.0      beta      acme         Finds
                b            9.0.0""");
        assertThat(found.err()).isEqualTo("There is more: --next p2\n"
                + "b cannot be chosen: it needs dev.postern.api.tool [9,10)\n"
                + "Marketplace corner could not be read: forged: not signed\\u001b[2J");
        assertThat(gateway.params("marketplace.search")).hasToString("{\"limit\":1,\"query\":\"find\"}");
        gateway.on("marketplace.search", "{\"plugins\":[]," + PROBLEMS + "}");
        var nothing = shell.run("marketplace", "search");
        assertThat(nothing.exit()).isEqualTo(1);
        assertThat(nothing.err()).contains("corner could not be read", "unavailable: nothing was found");
        assertThat(gateway.params("marketplace.search")).isEqualTo(JsonObject.EMPTY);
        gateway.on("marketplace.search", "{\"plugins\":[],\"problems\":[]}");
        gateway.on("marketplace.list", "{\"marketplaces\":[{\"name\":\"acme\",\"state\":\"ok\"}]}");
        nothing = shell.run("marketplace", "search", "x");
        assertThat(nothing.exit()).isZero();
        assertThat(nothing.err()).isEqualTo("Nothing was found.");
        gateway.on("marketplace.list", "{\"marketplaces\":[]}");
        assertThat(shell.run("marketplace", "search").err()).isEqualTo(
                "No marketplace is named: ./postern marketplace add names one.");
    }

    @Test
    void programsSeeProblemsInTheExitCodeToo() {
        gateway.on("marketplace.search", "{\"plugins\":[]," + PROBLEMS + "}");
        var nothing = shell.run("marketplace", "search", "--json");
        assertThat(nothing.exit()).isEqualTo(1);
        assertThat(nothing.out()).startsWith("{\"plugins\":[],\"problems\":[{");
    }

    @Test
    void showsAPlugin() {
        gateway.on("marketplace.show",
                """
                {"plugin":{"id":"acme.search","version":"1.2.0","permissions":["host a.example"]},"marketplace":"acme",
                 "versions":[{"version":"1.2.0"},{"version":"1.1.0","yanked":{"reason":"It fails","at":"noon"}}],"pinned":false,"problems":[]}""");
        assertThat(shell.run("marketplace", "show", "acme.search@1.2.0").out()).contains("host a.example", "1.1.0",
                "It fails").doesNotContain("problems");
        assertThat(gateway.params("marketplace.show")).hasToString("{\"id\":\"acme.search\",\"version\":\"1.2.0\"}");
        assertThat(shell.run("marketplace", "show", "@1").exit()).isEqualTo(2);
        gateway.on("marketplace.show", (params, connection) -> connection.error("not_found", "there is none"));
        gateway.on("marketplace.list", """
                {"marketplaces":[{"name":"acme","state":"ok"},{"name":"corner","state":"stale","message":"older"}]}""");
        assertThat(shell.run("marketplace", "show", "x"))
                .isEqualTo(new Shell.Ended(1, "", "Marketplace corner could not be read: stale: older\n"
                        + "postern: not_found: there is none"));
    }

    @Test
    void installsByNameWithWhatItNeeds() throws Exception {
        gateway.on("plugins.install", """
                {"plugin":"acme.search","version":"1.2.0","also":[{"plugin":"acme.text","version":"2.0.0"}]}""");
        var installed = shell.run("plugins", "install", "acme.search@1.2.0");
        assertThat(installed.out()).isEqualTo("acme.search  1.2.0\nalso  acme.text  2.0.0");
        assertThat(gateway.params("plugins.install"))
                .hasToString("{\"source\":{\"name\":\"acme.search\",\"version\":\"1.2.0\"}}");
        shell.run("plugins", "install", "acme.search");
        assertThat(gateway.params("plugins.install")).hasToString("{\"source\":{\"name\":\"acme.search\"}}");
        // what looks like a file is one
        assertThat(shell.run("plugins", "install", "missing.jar").err()).contains("cannot read missing.jar");
        assertThat(shell.run("plugins", "install", "./acme.search").err()).contains("cannot read ./acme.search");
        var file = Files.writeString(folder.resolve("plugin.jar"), "bytes");
        shell.run("plugins", "install", file.toString());
        assertThat(gateway.params("plugins.install")).hasToString("{\"source\":{\"blob\":\"b_1\"}}");
        gateway.on("plugins.plan", """
                {"plugin":"acme.search","version":"1.2.0","also":[{"plugin":"acme.text","version":"2.0.0",
                 "refused":{"code":"held","reason":"it asks for more"}}]}""");
        var plan = shell.run("plugins", "plan", "acme.search");
        assertThat(plan.out()).contains("1.2.0", "also  acme.text  2.0.0");
        assertThat(plan.err()).contains("would be refused: it asks for more");
        assertThat(shell.run("plugins", "update", "acme.search", "--plan").out()).contains("1.2.0");
        assertThat(gateway.params("plugins.plan")).hasToString("{\"source\":{\"name\":\"acme.search\"}}");
    }

    @Test
    void updatesAllThatIsNotPinnedAndStopsAtNone() {
        gateway.on("marketplace.outdated", (params, connection) -> connection.result(FakeGateway.json(
                params.get("next").isPresent()
                        ? "{\"plugins\":[{\"id\":\"c\",\"installed\":\"1.0.0\",\"newest\":\"3.0.0\"}],\"problems\":[]}"
                        : """
                                {"plugins":[{"id":"a","installed":"1.0.0","newest":"1.1.0","pinned":true},
                                 {"id":"b","installed":"1.0.0","newest":"2.0.0"}],"problems":[],"next":"p2"}""")));
        gateway.on("plugins.update", (params, connection) -> {
            var name = params.object("source").flatMap(source -> source.text("name")).orElse("");
            if (name.equals("b")) {
                connection.error("precondition_failed", "it asks for more");
            } else {
                connection.result(FakeGateway.json("{\"plugin\":\"" + name + "\",\"version\":\"3.0.0\"}"));
            }
        });
        var updated = shell.run("plugins", "update", "--all");
        assertThat(updated.exit()).isEqualTo(1);
        assertThat(updated.out()).isEqualTo("""
                PLUGIN  ACTION  BEFORE  VERSION
                a       pinned  1.0.0   1.1.0
                b       refuse  1.0.0   2.0.0
                c       update  1.0.0   3.0.0""");
        assertThat(updated.err()).contains("b is not updated: it asks for more", "1 of 3 cannot be had");
        assertThat(shell.run("plugins", "update").exit()).isEqualTo(2);
        assertThat(shell.run("plugins", "update", "--all", "a").exit()).isEqualTo(2);
        // what comes by name replaces: nobody is told that it would be kept
        assertThat(shell.run("plugins", "update", "--all", "--keep").exit()).isEqualTo(2);
    }

    @Test
    void plansAllAndUpdatesNone() {
        gateway.on("marketplace.outdated", """
                {"plugins":[{"id":"b","installed":"1.0.0","newest":"2.0.0"}],%s}""".formatted(PROBLEMS));
        gateway.on("plugins.plan", """
                {"plugin":"b","version":"2.0.0","refused":{"code":"held","reason":"it asks for more"}}""");
        var planned = shell.run("plugins", "update", "--all", "--plan", "--json");
        assertThat(planned.exit()).isEqualTo(1);
        assertThat(planned.out()).contains("\"action\":\"refuse\"", "it asks for more");
        assertThat(planned.err()).contains("corner could not be read");
        gateway.on("marketplace.outdated", "{\"plugins\":[]," + PROBLEMS + "}");
        assertThat(shell.run("plugins", "update", "--all").err()).contains("No newer version", "nothing was found");
        var outdated = shell.run("plugins", "outdated");
        assertThat(outdated.exit()).isEqualTo(1);
        gateway.on("marketplace.outdated", "{\"plugins\":[],\"problems\":[]}");
        assertThat(shell.run("plugins", "update", "--all").exit()).isZero();
    }

    @Test
    void pinsAndUnpins() {
        gateway.on("plugins.pin", "{}");
        assertThat(shell.run("plugins", "pin", "hello").out()).contains("hello  pinned");
        assertThat(gateway.params("plugins.pin")).hasToString("{\"plugin\":\"hello\",\"pinned\":true}");
        assertThat(shell.run("plugins", "unpin", "hello").out()).contains("hello  unpinned");
        assertThat(gateway.params("plugins.pin")).hasToString("{\"plugin\":\"hello\",\"pinned\":false}");
    }

    @Test
    void namesMarketplacesInTheConfiguration() throws Exception {
        var home = new Shell(Map.of("POSTERN_HOME", folder.resolve("home").toString()));
        var key = SigningKey.digest(new PluginJars(folder).key("acme").certificate().getPublicKey());
        var conf = folder.resolve("home/conf/dev.postern.marketplace.json");
        assertThat(home.run("marketplace", "add", "acme", "https://acme.example/plugins", "--key",
                folder.resolve("acme.key.crt").toString(), "--priority", "10", "--vouches").out()).contains("added");
        assertThat(conf).content().contains(
                "[\"acme=https://acme.example/plugins " + key + " priority=10 vouches=true\"]");
        home.run("marketplace", "add", "mirror", "file:///srv/mirror/", "--key", key);
        home.run("marketplace", "add", "acme", "https://acme.example/", "--key", key);
        assertThat(conf).content().contains("[\"mirror=file:///srv/mirror/ " + key + "\",\"acme=https://acme.example/ "
                + key + "\"]");
        assertThat(home.run("marketplace", "remove", "acme").out()).contains("removed");
        assertThat(conf).content().doesNotContain("acme");
        assertThat(home.run("marketplace", "remove", "acme").err()).contains("no marketplace is called acme");
        for (var bad : List.of("ftp://x/", "acme", "https://a b/")) {
            assertThat(home.run("marketplace", "add", "x", bad, "--key", key).err()).contains("no address of a folder");
        }
        assertThat(home.run("marketplace", "add", "X Y", "https://x/", "--key", key).err()).contains("name here is");
        assertThat(home.run("marketplace", "add", "x", "https://x/", "--key", "12").err()).contains("no certificate");
        assertThat(home.run("marketplace", "add", "x", "https://x/").exit()).isEqualTo(2);
        assertThat(home.run("marketplace", "add", "x", "https://x/", "--key", key, "--priority", "1001").exit())
                .isEqualTo(2);
    }
}
