// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.hash.Sha256;
import dev.postern.core.marketplace.Marketplaces;
import dev.postern.core.marketplace.Marketplaces.Delivery;
import dev.postern.core.marketplace.Marketplaces.Order;
import dev.postern.core.marketplace.Marketplaces.Parcel;
import dev.postern.core.marketplace.Marketplaces.Warrant;
import dev.postern.core.plugin.PluginInfo;
import dev.postern.core.store.RecordType;
import dev.postern.core.wire.WireException;
import dev.postern.plugins.internal.trust.Keys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins that a marketplace sends: each by the manager's own steps, and under its own policy. */
class NamedPluginTest {
    private static final String NEEDS_OTHER = "dev.postern.plugin;filter:=\"(dev.postern.plugin=other)\"";

    @TempDir
    private static Path keyFolder;
    private static Keys keys;

    @TempDir
    Path folder;
    private final List<Parcel> parcels = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private int open;
    private PluginFiles files;
    private RunningFramework framework;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = new Keys(keyFolder).with("acme", "Ed25519").with("stranger", "Ed25519");
    }

    @BeforeEach
    void start() throws Exception {
        files = new PluginFiles(folder);
        framework = started();
    }

    private RunningFramework started() throws Exception {
        var settings = new HashMap<>(PluginManagerTest.SETTINGS);
        settings.put("publishers", new String[]{"acme=" + keys.digest("acme")});
        var begun = new RunningFramework(folder.resolve("home"), new FakeStore(), settings);
        begun.context().registerService(Marketplaces.class, this::send, null);
        return begun;
    }

    /** Several may ask at once. */
    private synchronized Delivery send(Order order) {
        orders.add(order);
        open++;
        return new Sent(order.alone()
                ? parcels.stream().filter(parcel -> parcel.plugin().equals(order.plugin())).toList()
                : List.copyOf(parcels));
    }

    @AfterEach
    void stop() throws Exception {
        framework.close();
        assertThat(open).as("files that were sent and stay").isZero();
    }

    @Test
    void installsWhatItNeedsFirstAndStartsItSo() throws Exception {
        send(other("acme"), "acme", false);
        send(hello("1.0.0", "acme"), "acme", false);
        var plan = call("plugins.plan", "{'source':{'name':'hello'}}");
        assertThat(plan.toString()).contains("\"also\":[{\"plugin\":\"other\"").doesNotContain("refused");
        assertThat(framework.manager().plugins()).isEmpty();

        var installed = call("plugins.install", "{'source':{'name':'hello'}}");
        assertThat(installed.array("also").orElseThrow()).hasToString("[{\"plugin\":\"other\",\"version\":\"1.0.0\"}]");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        var listed = call("plugins.list", "{'limit':10}").toString();
        assertThat(listed).contains("\"source\":\"marketplace\"", "\"signer\":\"acme\"");

        // the framework forgets what it had: what needs another comes first by its name, and is not there to stay away
        framework.close();
        delete(folder.resolve("home/cache"));
        framework = started();
        assertThat(framework.awaitTools("hello.greet@1.0.0")).isTrue();
        assertThat(framework.manager().plugins()).extracting(PluginInfo::state).containsOnly(PluginInfo.State.ACTIVE);
    }

    @Test
    void whatIsNeededAndNotThereIsNamed() throws Exception {
        send(hello("1.0.0", "acme"), "acme", false);
        assertRefused("unresolved", "{'source':{'name':'hello'}}", "dev.postern.plugin");
    }

    @Test
    void takesBackWhatCameForOneThatFails() throws Exception {
        send(other("acme"), "acme", false);
        send(signed(files.build("failing", "1.0.0", Map.of("Require-Capability", NEEDS_OTHER)), "acme", "failing",
                "1.0.0"),
                "acme", false);
        assertRefused("unhealthy", "{'source':{'name':'failing'}}", "");
        assertThat(framework.manager().plugins()).isEmpty();
        assertThat(framework.store.records).extracting(record -> record.entry().type())
                .contains(RecordType.PLUGIN_INSTALLED, RecordType.PLUGIN_FAILED, RecordType.PLUGIN_REMOVED);
    }

    @Test
    void theKeyIsTheCataloguesAndAPinnedOne() throws Exception {
        send(plain("acme"), "stranger", false);
        assertRefused("wrong_publisher", "{'source':{'name':'hello'}}", keys.digest("stranger"));
        parcels.clear();
        send(plain("stranger"), "stranger", false);
        assertRefused("unknown_signer", "{'source':{'name':'hello'}}", "not pinned");
        parcels.clear();
        send(new Parcel("hello", "1.0.0", files.build("hello", "1.0.0"), "", warrant("acme", true)), "acme", true);
        assertRefused("unsigned", "{'source':{'name':'hello'}}", "whatever is configured");
    }

    @Test
    void aMarketplaceMayVouchForItsKeys() throws Exception {
        var hello = plain("stranger");
        send(hello, "stranger", true);
        call("plugins.install", "{'source':{'name':'hello'}}");
        assertThat(call("plugins.list", "{'limit':10}").toString())
                .contains("\"signer\":\"market/" + keys.digest("stranger").substring(0, 16));
        Files.createDirectories(folder.resolve("home/import"));
        Files.copy(keys.sign(files.build("hello2", "1.1.0"), "stranger"), folder.resolve("home/import/next.jar"));
        assertRefused("unknown_signer", "{'source':{'path':'next.jar'}}", "not pinned");
    }

    @Test
    void whatIsPinnedStaysUnlessTheVersionIsNamed() throws Exception {
        send(plain("acme"), "acme", false);
        call("plugins.install", "{'source':{'name':'hello'}}");
        Files.writeString(folder.resolve("home/plugins.json"),
                call("plugins.export", "{}").object("document").orElseThrow()
                        .toString());
        assertThat(call("plugins.pin", "{'plugin':'hello','pinned':true}").bool("pinned")).contains(true);
        assertThat(Files.readString(folder.resolve("home/plugins.json"))).contains("\"pinned\": true",
                "\"name\": \"hello\"");
        assertThat(framework.store.records.getLast().entry().type()).isEqualTo(RecordType.PLUGIN_PINNED);
        int asked = orders.size();
        for (var method : List.of("plugins.install", "plugins.update")) {
            assertThatThrownBy(() -> call(method, "{'source':{'name':'hello'}}")).isInstanceOf(WireException.class)
                    .hasMessageContaining("pinned at 1.0.0");
        }
        assertThat(orders).hasSize(asked);
        parcels.clear();
        send(signed(files.build("hello2", "1.1.0"), "acme", "hello", "1.1.0"), "acme", false);
        call("plugins.update", "{'source':{'name':'hello','version':'1.1.0'}}");
        assertThat(orders.getLast().version()).contains("1.1.0");
        assertThat(Files.readString(folder.resolve("home/plugins.json"))).contains("\"pinned\": true", "1.1.0");
        framework.close();
        framework = started();
        assertThat(framework.awaitTools("hello.count@1.0.0", "hello.greet@1.1.0")).isTrue();
        assertThat(framework.manager().plugin("hello").orElseThrow().pinned()).isTrue();
        call("plugins.uninstall", "{'plugin':'hello'}");
        assertThat(Files.readString(folder.resolve("home/data/plugins/installed.json"))).doesNotContain("pinned");
    }

    @Test
    void aFileMayNameAMarketplace() throws Exception {
        var hello = hello("1.0.0", "acme");
        var other = other("acme");
        send(other, "acme", false);
        send(hello, "acme", false);
        var document = "{'document':{'format':1,'plugins':{" + wanted(hello) + "," + wanted(other) + "}}}";
        assertThat(call("plugins.apply", document).toString()).contains("\"action\":\"install\"")
                .doesNotContain("refused");
        assertThat(orders).allMatch(Order::alone);
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        assertThat(framework.manager().plugin("hello").orElseThrow().pinned()).isTrue();
    }

    @Test
    void anUpdateIsOfWhatIsInstalled() throws Exception {
        assertThatThrownBy(() -> call("plugins.update", "{'source':{'name':'hello'}}"))
                .hasMessageContaining("no plugin hello is installed");
        assertThat(orders).isEmpty();
    }

    @Test
    void anUpdateOfAKeptMajorGoesToIt() throws Exception {
        Path imports = Files.createDirectories(folder.resolve("home/import"));
        Files.copy(plain("acme").file(), imports.resolve("1.jar"));
        Files.copy(keys.sign(files.build("hello4", "2.0.0"), "acme"), imports.resolve("2.jar"));
        call("plugins.install", "{'source':{'path':'1.jar'}}");
        call("plugins.install", "{'source':{'path':'2.jar'},'keep':true}");
        send(signed(files.build("hello2", "1.1.0"), "acme", "hello", "1.1.0"), "acme", false);
        assertThat(call("plugins.update", "{'source':{'name':'hello','version':'1.1.0'}}").text("plugin"))
                .contains("hello@1");
        assertThat(orders.getLast().installed()).containsEntry("hello", "2.0.0").doesNotContainKey("hello@1");
        assertThat(call("plugins.export", "{}").object("document").orElseThrow().toString())
                .contains("\"name\":\"hello\"").doesNotContain("\"name\":\"hello@1\"");
        assertThatThrownBy(() -> call("plugins.pin", "{'plugin':'hello@1','pinned':true}"))
                .hasMessageContaining("pin hello");
    }

    @Test
    void theMajorThatIsInstalledServesOnBesideANewOne() throws Exception {
        var older = plain("acme");
        send(older, "acme", false);
        call("plugins.install", "{'source':{'name':'hello'}}");
        parcels.clear();
        send(other("acme"), "acme", false);
        send(signed(files.build("hello4", "2.0.0", Map.of("Require-Capability", NEEDS_OTHER)), "acme", "hello",
                "2.0.0"), "acme", false);
        assertThat(call("plugins.plan", "{'source':{'name':'hello'},'keep':true}").toString())
                .contains("\"kept\":\"hello@1\"", "\"also\":[{\"plugin\":\"other\"").doesNotContain("refused");
        var updated = call("plugins.update", "{'source':{'name':'hello'},'keep':true}");
        assertThat(updated.text("kept")).contains("hello@1");
        assertThat(updated.array("also").orElseThrow()).hasToString("[{\"plugin\":\"other\",\"version\":\"1.0.0\"}]");
        assertThat(framework.manager().plugin("hello@1").orElseThrow().version()).isEqualTo("1.0.0");
        assertThat(framework.manager().plugin("hello").orElseThrow().version()).isEqualTo("2.0.0");
        assertThat(framework.registry.labels()).contains("hello.greet@1.0.0", "hello.greet@2.0.0");

        // and the other way round: the older comes beside the newer
        call("plugins.uninstall", "{'plugin':'hello@1'}");
        parcels.clear();
        send(older, "acme", false);
        assertThat(call("plugins.install", "{'source':{'name':'hello','version':'1.0.0'},'keep':true}").text("plugin"))
                .contains("hello@1");
        assertThat(framework.registry.labels()).contains("hello.greet@1.0.0", "hello.greet@2.0.0");
    }

    private static String wanted(Parcel parcel) {
        return "'" + parcel.plugin() + "':{'version':'" + parcel.version() + "','sha256':'" + parcel.sha256()
                + "','source':{'name':'" + parcel.plugin() + "'},'pinned':true}";
    }

    private Parcel hello(String version, String key) throws Exception {
        return signed(files.build("hello", version, Map.of("Require-Capability", NEEDS_OTHER)), key, "hello", version);
    }

    private Parcel plain(String key) throws Exception {
        return signed(files.build("hello", "1.0.0"), key, "hello", "1.0.0");
    }

    private Parcel other(String key) throws Exception {
        return signed(files.build("hello", "1.0.0", Map.of("-includeresource", "", "-dsannotations", "",
                PluginFiles.RAW + "Bundle-SymbolicName", "org.example.other",
                PluginFiles.RAW + "Provide-Capability", "dev.postern.plugin;dev.postern.plugin=other")), key, "other",
                "1.0.0");
    }

    private static Parcel signed(Path jar, String key, String plugin, String version) throws Exception {
        Path signed = keys.sign(jar, key);
        return new Parcel(plugin, version, signed, Sha256.hex(signed), warrant(key, false));
    }

    private static Warrant warrant(String key, boolean vouches) throws Exception {
        return new Warrant("market", keys.digest(key), vouches, List.of());
    }

    /** Sends it, with what the catalogue says of its key. */
    private void send(Parcel parcel, String key, boolean vouches) throws Exception {
        parcels.add(new Parcel(parcel.plugin(), parcel.version(), parcel.file(), Sha256.hex(parcel.file()),
                warrant(key, vouches)));
    }

    private void assertRefused(String code, String params, String why) {
        assertThatThrownBy(() -> call("plugins.install", params)).isInstanceOfSatisfying(WireException.class,
                refused -> {
                    assertThat(refused.details().toString()).as(refused.getMessage()).contains("\"" + code + "\"");
                    assertThat(refused).hasMessageContaining(why);
                });
    }

    private JsonObject call(String method, String params) throws Exception {
        var defaults = method.equals("plugins.apply") ? ",'plan':false,'prune':false}" : "}";
        var text = params.equals("{}") ? params : params.substring(0, params.length() - 1) + defaults;
        return framework.call(method, (JsonObject) framework.json.parse(text.replace('\'', '"')), Optional.empty());
    }

    private static void delete(Path root) throws Exception {
        try (var all = Files.walk(root)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** What was sent, or of what was asked for alone just that. */
    private final class Sent implements Delivery {
        private final List<Parcel> sent;

        Sent(List<Parcel> sent) {
            this.sent = sent;
        }

        @Override
        public List<Parcel> parcels() {
            return sent;
        }

        @Override
        public void close() {
            synchronized (NamedPluginTest.this) {
                open--;
            }
        }
    }
}
