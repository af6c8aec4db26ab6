// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonObject;
import dev.postern.core.hash.Sha256;
import dev.postern.core.health.HealthPart;
import dev.postern.core.health.HealthPart.Health;
import dev.postern.core.marketplace.Marketplaces;
import dev.postern.core.marketplace.Marketplaces.Delivery;
import dev.postern.core.marketplace.Marketplaces.Order;
import dev.postern.core.marketplace.Marketplaces.Parcel;
import dev.postern.core.marketplace.Marketplaces.Warrant;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginInfo;
import dev.postern.plugins.internal.trust.Keys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A marketplace that does not answer holds up who waits for it, and nobody else. */
class SlowMarketplaceTest {
    @TempDir
    private static Path keyFolder;
    private static Keys keys;

    @TempDir
    Path folder;
    private final Map<String, Parcel> parcels = new HashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    /** One for each order that waits. */
    private final Semaphore asked = new Semaphore(0);
    private volatile CountDownLatch answers = new CountDownLatch(0);
    private Path home;
    private PluginFiles files;
    private Path plain;
    private RunningFramework framework;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = new Keys(keyFolder).with("acme", "Ed25519");
    }

    @BeforeEach
    void start() throws Exception {
        files = new PluginFiles(folder);
        home = folder.resolve("home");
        plain = imported(other(Map.of()), "other.jar");
        send("hello", "1.1.0", keys.sign(files.build("hello2", "1.1.0"), "acme"));
        framework = started();
    }

    @AfterEach
    void stop() throws Exception {
        answers.countDown();
        framework.close();
        assertThat(open).as("files that were sent and stay").hasValue(0);
    }

    @Test
    void othersHaveTheirTurnsWhileADocumentWaits() throws Exception {
        answers = new CountDownLatch(1);
        var applied = CompletableFuture.supplyAsync(() -> called("plugins.apply", document(named("hello"))));
        asked.acquire();
        install("other.jar");
        assertThat(state("other")).isEqualTo(PluginInfo.State.ACTIVE);
        called("plugins.uninstall", "{'plugin':'other'}");
        assertThat(applied).isNotDone();
        answers.countDown();
        assertThat(applied.get().toString()).contains("\"action\":\"install\"").doesNotContain("refused");
        assertThat(state("hello")).isEqualTo(PluginInfo.State.ACTIVE);
    }

    @Test
    void aStartTakesChangesWhileAMarketplaceIsSilent() throws Exception {
        restartWith(named("hello"));
        install("other.jar");
        assertThat(health()).isEqualTo(new Health(true,
                "marketplaces are asked for what plugins.json wants: hello 1.1.0"));
        answers.countDown();
        assertThat(framework.awaitTools("hello.count@1.0.0", "hello.greet@1.1.0")).isTrue();
        awaitFetched();
        assertThat(health()).isEqualTo(Health.UP);
    }

    @Test
    void whatIsThereServesAndWhatCannotBeHadIsTold() throws Exception {
        parcels.clear();
        restartWith(named("hello"), "'other':{'version':'1.0.0','sha256':'%s','source':{'path':'other.jar'}}"
                .formatted(Sha256.hex(plain)));
        called("plugins.disable", "{'plugin':'other'}");
        assertThat(framework.manager().plugin("hello")).isEmpty();
        answers.countDown();
        awaitFetched();
        assertThat(framework.manager().plugin("hello").orElseThrow().reason())
                .contains("plugins.json asks for version 1.1.0: the server is gone");
        assertThat(health().up()).isFalse();
        assertThat(state("other")).as("it was switched off meanwhile").isEqualTo(PluginInfo.State.DISABLED);
    }

    @Test
    void aRequestMeanwhileIsTheLaterWord() throws Exception {
        imported(keys.sign(files.build("hello", "1.0.0"), "acme"), "hello.jar");
        restartWith(named("hello"));
        install("hello.jar");
        answers.countDown();
        awaitFetched();
        assertThat(framework.manager().plugin("hello").orElseThrow().version()).isEqualTo("1.0.0");
        assertThat(Files.readString(home.resolve("plugins.json"))).contains("hello.jar").doesNotContain("1.1.0");
        assertThat(health()).isEqualTo(Health.UP);
    }

    @Test
    void whatNeedsAnotherThatIsStillToComeFollowsIt() throws Exception {
        Path needing = imported(other(Map.of("Require-Capability",
                "dev.postern.plugin;filter:=\"(dev.postern.plugin=hello)\"")), "needing.jar");
        restartWith(named("hello"), "'other':{'version':'1.0.0','sha256':'%s','source':{'path':'needing.jar'}}"
                .formatted(Sha256.hex(needing)));
        called("plugins.plan", "{'source':{'path':'other.jar'}}");
        assertThat(framework.manager().plugin("other").orElseThrow().reason()).contains("plugins.json asks for");
        answers.countDown();
        awaitFetched();
        assertThat(state("other")).isEqualTo(PluginInfo.State.ACTIVE);
        assertThat(health()).isEqualTo(Health.UP);
    }

    /** Its fetch ends with it, and not when the marketplace likes. */
    @Test
    void anEndWaitsForNoMarketplace() throws Exception {
        restartWith(named("hello"));
        framework.close();
        assertThat(answers.getCount()).isEqualTo(1);
        assertThat(open).hasValue(0);
        answers.countDown();
        framework = started();
        assertThat(framework.awaitTools("hello.count@1.0.0", "hello.greet@1.1.0")).isTrue();
    }

    /** Returns once the marketplace was asked. */
    private void restartWith(String... entries) throws Exception {
        framework.close();
        Files.writeString(home.resolve("plugins.json"), "{'format':1,'plugins':{%s}}"
                .formatted(String.join(",", entries)).replace('\'', '"'));
        answers = new CountDownLatch(1);
        framework = started();
        asked.acquire();
    }

    /** What is asked for is dealt with in a turn: whoever has the next one finds it so. */
    private void awaitFetched() throws Exception {
        while (health().message().contains("marketplaces are asked")) {
            called("plugins.apply", document());
        }
    }

    private RunningFramework started() throws Exception {
        var settings = new HashMap<>(PluginManagerTest.SETTINGS);
        settings.put("publishers", new String[]{"acme=" + keys.digest("acme")});
        var begun = new RunningFramework(home, new FakeStore(), settings);
        begun.context().registerService(Marketplaces.class, this::order, null);
        return begun;
    }

    private Delivery order(Order order) throws PluginException, InterruptedException {
        asked.release();
        answers.await();
        var parcel = parcels.get(order.plugin());
        if (parcel == null) {
            throw new PluginException("marketplace_unreachable", "the server is gone", null);
        }
        open.incrementAndGet();
        return new Delivery() {
            @Override
            public List<Parcel> parcels() {
                return List.of(parcel);
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }
        };
    }

    private void send(String plugin, String version, Path file) throws Exception {
        parcels.put(plugin, new Parcel(plugin, version, file, Sha256.hex(file),
                new Warrant("market", keys.digest("acme"), false, List.of())));
    }

    private Path other(Map<String, String> headers) throws Exception {
        var all = new HashMap<>(Map.of("-includeresource", "", "-dsannotations", "",
                PluginFiles.RAW + "Bundle-SymbolicName", "org.example.other",
                PluginFiles.RAW + "Provide-Capability", "dev.postern.plugin;dev.postern.plugin=other"));
        all.putAll(headers);
        return files.build("hello", "1.0.0", all);
    }

    private Path imported(Path jar, String name) throws Exception {
        return Files.copy(jar, Files.createDirectories(home.resolve("import")).resolve(name));
    }

    private String named(String plugin) {
        // the digest of what is sent, or of nothing
        return "'%s':{'version':'1.1.0','sha256':'%s','source':{'name':'%1$s'}}".formatted(plugin,
                Optional.ofNullable(parcels.get(plugin)).map(Parcel::sha256).orElse("a".repeat(64)));
    }

    private static String document(String... entries) {
        return "{'document':{'format':1,'plugins':{%s}},'plan':false,'prune':false}"
                .formatted(String.join(",", entries));
    }

    private Health health() {
        return framework.await(HealthPart.class, null).health();
    }

    private PluginInfo.State state(String plugin) {
        return framework.manager().plugin(plugin).orElseThrow().state();
    }

    private void install(String name) {
        called("plugins.install", "{'source':{'path':'" + name + "'}}");
    }

    private JsonObject called(String method, String params) {
        try {
            return framework.call(method, (JsonObject) framework.json.parse(params.replace('\'', '"')),
                    Optional.empty());
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
