// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

import dev.postern.core.marketplace.CatalogueFile;
import dev.postern.core.marketplace.CataloguePlugin;
import dev.postern.core.marketplace.CataloguePlugin.Maturity;
import dev.postern.core.marketplace.CataloguePlugin.Yanked;
import dev.postern.core.marketplace.Marketplaces.Delivery;
import dev.postern.core.marketplace.Marketplaces.Order;
import dev.postern.core.plugin.PluginException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.resolver.Resolver;

/** What an order brings, in a real framework with its own resolver. */
class OrderTest {
    private static final String TOOL_API = "dev.postern.api.tool";

    @TempDir
    static Path shared;
    private static SigningKeys acme;

    @TempDir
    Path temp;
    private final List<AutoCloseable> open = new ArrayList<>();
    private Framework framework;
    private TestMarket market;

    @BeforeAll
    static void keys() throws Exception {
        acme = SigningKeys.make(shared, "acme");
    }

    @BeforeEach
    void start() throws Exception {
        framework = ServiceLoader.load(FrameworkFactory.class).iterator().next().newFramework(Map.of(
                Constants.FRAMEWORK_STORAGE, temp.resolve("cache").toString(), "postern.home", temp.toString(),
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, TOOL_API + ";version=1.4"));
        framework.start();
        market = new TestMarket(temp.resolve("market"), acme);
        open.add(market);
    }

    @AfterEach
    void stop() throws Exception {
        for (var each : open.reversed()) {
            each.close();
        }
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void takesTheNewestThatFits() throws Exception {
        market.publish("search", "1.0.0", Map.of(), TOOL_API + ";[1.3,2)");
        market.publish("search", "1.1.0", Map.of(), TOOL_API + ";[1.4,2)");
        market.publish("search", "1.2.0.rc1", Map.of(), TOOL_API + ";[1.4,2)");
        market.put(yanked(market.publish("search", "1.3.0", Map.of())));
        market.publish("search", "2.0.0", Map.of(), TOOL_API + ";[2,3)");
        market.sign(1);
        assertThat(order("search")).containsExactly("search 1.1.0");
        assertThat(order("search", "1.2.0.rc1")).containsExactly("search 1.2.0.rc1");
        assertThat(order("search", "1.3.0")).containsExactly("search 1.3.0 warned");
        assertRefused("no_fitting_version", "search", Optional.of("2.0.0"),
                "needs dev.postern.api.tool [2,3), and this gateway has 1.4.0");
        assertRefused("no_fitting_version", "search", Optional.of("9.0.0"), "no version 9.0.0", "1.1.0");
    }

    @Test
    void saysWhyNoneFits() throws Exception {
        market.publish("search", "2.0.0", Map.of(), TOOL_API + ";[2,3)");
        market.put(yanked(market.publish("search", "1.0.0", Map.of())));
        market.publish("search", "0.9.0", Map.of(), "dev.postern.api.none;[1,2)");
        market.sign(1);
        assertRefused("no_fitting_version", "search", Optional.empty(),
                "2.0.0 needs dev.postern.api.tool [2,3), and this gateway has 1.4.0", "1.0.0 was taken back (a bug)",
                "0.9.0 needs dev.postern.api.none [1,2), which this gateway has not");
    }

    @Test
    void bringsAChainInTheOrderInWhichItIsNeeded() throws Exception {
        market.publish("app", "1.0.0", needs("middle"));
        market.publish("middle", "1.0.0", needs("base"));
        market.publish("base", "1.0.0", Map.of());
        market.publish("base", "1.1.0", Map.of());
        market.sign(1);
        assertThat(order("app")).containsExactly("base 1.1.0", "middle 1.0.0", "app 1.0.0");
        assertThat(order(new Order("app", Optional.empty(), Map.of(), 1_000_000, true))).containsExactly("app 1.0.0");
    }

    @Test
    void needsNothingThatIsInstalled() throws Exception {
        market.publish("app", "1.0.0", needs("base"));
        market.publish("base", "1.0.0", Map.of());
        market.sign(1);
        var base = market.folder.resolve("plugins/base-1.0.0.jar");
        try (var content = Files.newInputStream(base)) {
            framework.getBundleContext().installBundle("plugin:org.example.base/x", content);
        }
        assertThat(order(new Order("app", Optional.empty(), Map.of("base", "1.0.0"), 1_000_000, false)))
                .containsExactly("app 1.0.0");
    }

    @Test
    void refusesACircleByItsNames() throws Exception {
        market.publish("one", "1.0.0", needs("two"));
        market.publish("two", "1.0.0", needs("one"));
        market.sign(1);
        assertRefused("needs_circle", "one", Optional.empty(), "one 1.0.0 needs two 1.0.0 needs one 1.0.0");
    }

    @Test
    void namesWhatIsMissingAndWhatThereIs() throws Exception {
        market.publish("app", "1.0.0", Map.of("Require-Capability",
                "acme.base;filter:=\"(&(acme.base=base)(version>=2.0))\""));
        market.publish("base", "1.0.0", Map.of("Provide-Capability", "acme.base;acme.base=base;version:Version=1.0"));
        market.put(yanked(market.publish("base", "2.0.0",
                Map.of("Provide-Capability", "acme.base;acme.base=base;version:Version=2.0"))));
        market.publish("lost", "1.0.0", needs("nobody"));
        market.sign(1);
        assertRefused("unresolved", "app", Optional.empty(), "app 1.0.0 needs acme.base",
                "base 1.0.0 of acme, which does not",
                "base 2.0.0 of acme, which was taken back");
        assertRefused("unresolved", "lost", Optional.empty(), "neither installed nor in a marketplace");
    }

    @Test
    void replacesNothingForAnothersSake() throws Exception {
        market.publish("app", "1.0.0", Map.of("Require-Capability",
                "acme.base;filter:=\"(&(acme.base=base)(version>=2.0))\""));
        market.publish("base", "2.0.0", Map.of("Provide-Capability", "acme.base;acme.base=base;version:Version=2.0"));
        market.sign(1);
        var refused = refusal(new Order("app", Optional.empty(), Map.of("base", "1.0.0"), 1_000_000, false));
        assertThat(refused.getMessage()).contains("base 2.0.0 of acme, of which 1.0.0 is installed; update that first");
    }

    @Test
    void theHighestPriorityHasTheSay() throws Exception {
        market.publish("search", "9.0.0", Map.of());
        market.sign(1);
        var other = new TestMarket(temp.resolve("other"), acme);
        open.add(other);
        other.publish("search", "1.0.0", Map.of());
        other.sign(1);
        var orders = orders(market.line("public", ""), other.line("inner", " priority=10"));
        assertThat(order(orders, new Order("search", Optional.empty(), Map.of(), 1_000_000, false)))
                .containsExactly("search 1.0.0");
        other.close();
        delete(temp.resolve("data/marketplace/inner"));
        var silent = orders(market.line("public", ""), other.line("inner", " priority=10"));
        var refused = refusal(silent, new Order("search", Optional.empty(), Map.of(), 1_000_000, false));
        assertThat(refused.code()).isEqualTo("marketplace_unreachable");
        assertThat(refused.getMessage()).contains("inner has the say before public");
    }

    @Test
    void looksAnewForWhatNobodyKnows() throws Exception {
        market.publish("search", "1.0.0", Map.of());
        market.sign(1);
        var orders = orders(market.line("acme", ""));
        var late = new Order("late", Optional.empty(), Map.of(), 1_000_000, false);
        assertThat(refusal(orders, late).code()).isEqualTo("not_offered");
        market.publish("late", "1.0.0", Map.of());
        market.sign(2);
        assertThat(order(orders, late)).containsExactly("late 1.0.0");
    }

    @Test
    void takesNoStepBackByItself() throws Exception {
        market.publish("search", "1.0.0", Map.of());
        market.sign(1);
        assertThat(refusal(new Order("search", Optional.empty(), Map.of("search", "2.0.0"), 1_000_000, false))
                .getMessage())
                .contains("search 2.0.0 is installed", "1.0.0");
    }

    @Test
    void refusesOtherBytesThanTheCatalogueSays() throws Exception {
        var plugin = market.publish("search", "1.0.0", Map.of());
        market.sign(1);
        var jar = market.folder.resolve("plugins/search-1.0.0.jar");
        byte[] content = Files.readAllBytes(jar);
        content[content.length - 1] ^= 1;
        Files.write(jar, content);
        assertRefused("wrong_digest", "search", Optional.empty(), plugin.file().sha256(), "other bytes");
        Files.write(jar, new byte[content.length + 1]);
        assertRefused("marketplace_invalid", "search", Optional.empty(), "more than " + content.length + " bytes");
        Files.write(jar, new byte[1]);
        assertRefused("marketplace_unreachable", "search", Optional.empty(), "cut off");
        assertThat(refusal(new Order("search", Optional.empty(), Map.of(), 10, false)).code()).isEqualTo("too_large");
        try (var left = Files.walk(temp.resolve("data/marketplace/.orders"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void tellsThatNoneIsNamed() throws Exception {
        assertThat(refusal(orders(), new Order("search", Optional.empty(), Map.of(), 1, false)).getMessage())
                .contains("marketplace add");
    }

    /** Chains of twenty among them; how long it takes is measured by the benchmarks. */
    @Test
    void findsItsWayThroughTwoHundred() throws Exception {
        market.publish("p0", "1.0.0", Map.of());
        for (int i = 1; i < 200; i++) {
            market.publish("p" + i, "1.0.0", needs("p" + Math.max(0, i % 20 == 0 ? 0 : i - 1)));
        }
        market.sign(1);
        var orders = orders(market.line("acme", ""));
        var order = new Order("p199", Optional.empty(), Map.of(), 1_000_000, false);
        assertThat(order(orders, order)).hasSize(21).startsWith("p0 1.0.0").endsWith("p199 1.0.0");
    }

    @Test
    void noNameIsHadFromAfterASilentOne() throws Exception {
        market.publish("app", "1.0.0", needs("base"));
        market.sign(1);
        var low = new TestMarket(temp.resolve("low"), acme);
        open.add(low);
        low.publish("base", "1.0.0", Map.of());
        low.sign(1);
        var silent = new TestMarket(temp.resolve("silent"), acme);
        silent.close();
        var order = new Order("app", Optional.empty(), Map.of(), 1_000_000, false);
        // neither what is needed
        assertThat(refusal(orders(market.line("top", " priority=10"), silent.line("silent", " priority=5"),
                low.line("low", "")), order).getMessage()).contains("silent has the say before low");
        // nor where names decide
        assertThat(refusal(orders(silent.line("acme", ""), market.line("zeta", ""), low.line("zoo", "")), order)
                .getMessage()).contains("acme has the say before zeta");
    }

    private static Map<String, String> needs(String id) {
        return Map.of("Require-Capability", "dev.postern.plugin;filter:=\"(dev.postern.plugin=" + id + ")\"");
    }

    private static CataloguePlugin yanked(CataloguePlugin plugin) {
        return new CataloguePlugin(plugin.id(), plugin.version(), plugin.title(), plugin.description(), plugin.api(),
                plugin.file(), plugin.publisher(), plugin.key(), plugin.licence(), Optional.<CatalogueFile>empty(),
                plugin.permissions(), plugin.tools(), Maturity.STABLE, plugin.published(), Optional.empty(),
                Optional.empty(),
                List.of(), Optional.of(new Yanked("a bug", TestMarket.ISSUED)));
    }

    private SignedMarketplaces orders(String... sources) throws Exception {
        var settings = new HashMap<String, Object>();
        settings.put("sources", sources);
        var config = (MarketplaceConfig) Proxy.newProxyInstance(MarketplaceConfig.class.getClassLoader(),
                new Class<?>[]{MarketplaceConfig.class},
                (_, method, _) -> settings.getOrDefault(method.getName(), method.getDefaultValue()));
        var context = framework.getBundleContext();
        var shelves = new Shelves(context, config, TestMarket.JSON);
        open.add(shelves::stop);
        shelves.refresh();
        return new SignedMarketplaces(context, shelves,
                context.getService(context.getServiceReference(Resolver.class)));
    }

    private List<String> order(String plugin, String... version) throws Exception {
        return order(
                new Order(plugin, version.length == 0 ? Optional.empty() : Optional.of(version[0]), Map.of(), 1_000_000,
                        false));
    }

    private List<String> order(Order order) throws Exception {
        return order(orders(market.line("acme", "")), order);
    }

    private static List<String> order(SignedMarketplaces orders, Order order) throws Exception {
        try (Delivery delivery = orders.order(order)) {
            assertThat(delivery.parcels()).allSatisfy(parcel -> assertThat(parcel.file()).exists());
            return delivery.parcels().stream().map(parcel -> parcel.plugin() + " " + parcel.version()
                    + (parcel.warrant().warnings().isEmpty() ? "" : " warned")).toList();
        }
    }

    private void assertRefused(String code, String plugin, Optional<String> version, String... words) throws Exception {
        var refused = refusal(new Order(plugin, version, Map.of(), 1_000_000, false));
        assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
        assertThat(refused.getMessage()).contains(words);
    }

    private PluginException refusal(Order order) throws Exception {
        return refusal(orders(market.line("acme", "")), order);
    }

    private static PluginException refusal(SignedMarketplaces orders, Order order) throws Exception {
        try (var delivery = orders.order(order)) {
            throw new AssertionError("it brought " + delivery.parcels());
        } catch (PluginException refused) {
            return refused;
        }
    }

    private static void delete(Path folder) throws Exception {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
