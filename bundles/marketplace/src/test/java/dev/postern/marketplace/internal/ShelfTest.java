// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.postern.core.marketplace.Catalogue;
import dev.postern.marketplace.internal.Shelf.View;
import dev.postern.marketplace.internal.Trouble.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes from a marketplace: believed, or told, and what was good before stays. */
class ShelfTest {
    @TempDir
    static Path shared;
    private static SigningKeys acme;
    private static SigningKeys mallory;

    @TempDir
    Path temp;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Clock clock = Clock.fixed(TestMarket.ISSUED, ZoneOffset.UTC);
    private TestMarket market;

    @BeforeAll
    static void keys() throws Exception {
        acme = SigningKeys.make(shared, "acme");
        mallory = SigningKeys.make(shared, "mallory");
    }

    @BeforeEach
    void open() throws Exception {
        market = new TestMarket(temp.resolve("market"), acme);
        market.publish("search", "1.0.0", Map.of());
        market.sign(3);
    }

    @AfterEach
    void close() {
        market.close();
        client.close();
    }

    @Test
    void believesWhatThePinnedKeySigned() throws Exception {
        var view = refreshed(shelf());
        assertThat(view.state()).isEqualTo(State.OK);
        assertThat(view.edition().orElseThrow().version("search", "1.0.0")).isPresent();
        assertThat(view.edition().orElseThrow().resources()).hasSize(1);
    }

    @Test
    void refusesWhatSomebodyElseSigned() throws Exception {
        market.sign(4, mallory);
        assertTrouble(refreshed(shelf()), State.FORGED, mallory.digest(), acme.digest());
    }

    @Test
    void refusesWhatWasChangedSinceItWasSigned() throws Exception {
        Files.writeString(market.folder.resolve(Catalogue.FILE),
                market.catalogue().replace("The search", "The s3arch"));
        assertTrouble(refreshed(shelf()), State.FORGED, "signature does not hold");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "not json", "{\"format\":2}"})
    void refusesASignatureThatIsNone(String signature) throws Exception {
        Files.writeString(market.folder.resolve("catalogue.json.sig"), signature);
        assertTrouble(refreshed(shelf()), State.FORGED);
    }

    @Test
    void whatWasGoodStaysWhileWhatComesIsForged() throws Exception {
        var shelf = shelf();
        refreshed(shelf);
        market.publish("evil", "1.0.0", Map.of());
        market.sign(4, mallory);
        var view = refreshed(shelf);
        assertTrouble(view, State.FORGED);
        assertThat(view.edition().orElseThrow().plugins()).containsOnlyKeys("search");
    }

    @Test
    void refusesAnOlderSerialAlsoAfterARestart() throws Exception {
        market.sign(7);
        refreshed(shelf());
        market.sign(6);
        var restarted = shelf();
        restarted.load();
        assertThat(restarted.view().edition().orElseThrow().catalogue().serial()).isEqualTo(7);
        assertTrouble(refreshed(restarted), State.STALE, "6", "7");
        assertThat(restarted.edition().orElseThrow().catalogue().serial()).isEqualTo(7);
    }

    @Test
    void refusesTwoCataloguesOfOneSerial() throws Exception {
        var shelf = shelf();
        refreshed(shelf);
        market.publish("other", "1.0.0", Map.of());
        market.sign(3);
        assertTrouble(refreshed(shelf), State.INVALID, "two catalogues 3");
    }

    @Test
    void refusesAVersionWithOtherBytesThanBefore() throws Exception {
        var shelf = shelf();
        refreshed(shelf);
        market.publish("search", "1.0.0", Map.of("Bundle-Name", "other bytes"));
        market.sign(4);
        assertTrouble(refreshed(shelf), State.INVALID, "search 1.0.0 with other bytes");
    }

    @Test
    void refusesAVersionThatIsThereTwice() throws Exception {
        String entry = market.catalogue().replaceAll("(?s).*\"plugins\":\\[(.*)\\]\\}$", "$1");
        market.sign(market.catalogue().replace(entry, entry + "," + entry), acme);
        assertTrouble(refreshed(shelf()), State.INVALID, "search 1.0.0 twice");
    }

    @Test
    void refusesAnExpiredOneAndLetsOneGoThatExpires() throws Exception {
        var shelf = shelf();
        refreshed(shelf);
        clock = Clock.fixed(TestMarket.EXPIRES, ZoneOffset.UTC);
        var later = shelf();
        later.load();
        assertTrouble(later.view(), State.EXPIRED, "2099-01-01");
        assertThat(later.edition()).isEmpty();
        assertTrouble(refreshed(later), State.EXPIRED, "signs it anew");
    }

    @Test
    void tellsThatNobodyAnswersAndKeepsWhatItHad() throws Exception {
        refreshed(shelf());
        URI gone = market.uri();
        market.close();
        var shelf = shelf(gone);
        shelf.load();
        var view = refreshed(shelf);
        assertTrouble(view, State.UNREACHABLE, gone.toString(), "nobody answers there");
        assertThat(view.edition().orElseThrow().plugins()).containsOnlyKeys("search");
    }

    @Test
    void healthTellsWhatIsNotWellAndSinceWhen() throws Exception {
        var clocks = new AtomicReference<>(TestMarket.ISSUED);
        clock = new Clock() {
            @Override
            public Instant instant() {
                return clocks.get();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        };
        var shelf = shelf();
        assertHealth("1 configured; acme was not looked at yet", shelf);
        refreshed(shelf);
        assertHealth("1 configured", shelf);
        market.sign(4, mallory);
        for (int day = 1; day < 3; day++) {
            clocks.set(TestMarket.ISSUED.plus(Duration.ofDays(day)));
            refreshed(shelf);
            assertHealth("1 configured; acme is forged since 2026-12-01T04:00:00Z", shelf);
        }
        market.sign(2);
        refreshed(shelf);
        assertHealth("1 configured; acme is stale since 2026-12-02T04:00:00Z", shelf);
        market.sign(5);
        refreshed(shelf);
        assertHealth("2 configured; acme was not looked at yet", shelf, shelf(market.uri(), "new"));
        market.close();
        refreshed(shelf);
        assertHealth("1 configured; acme is unreachable since 2026-12-02T04:00:00Z", shelf);
        clocks.set(TestMarket.EXPIRES.plusSeconds(1));
        var later = shelf();
        later.load();
        assertHealth("1 configured; acme is expired since 2099-01-01T00:00:00Z", later);
    }

    private static void assertHealth(String text, Shelf... shelves) {
        assertThat(MarketplacesHealth.text(List.of(shelves)))
                .isEqualTo(text + (text.contains(" since ") ? "; ./postern marketplace list says why" : ""));
    }

    @Test
    void cutsOffWhatDoesNotEnd() throws Exception {
        var sent = new AtomicLong();
        market.instead.put("catalogue.json", endless(sent));
        assertTrouble(refreshed(shelf()), State.INVALID, "catalogue.json has more than " + Catalogue.MAX_BYTES);
        assertThat(sent.get()).isLessThan(4L * Catalogue.MAX_BYTES);
    }

    @Test
    void writesNoMoreThanAFileMayHave() throws Exception {
        var sent = new AtomicLong();
        market.instead.put("big.jar", endless(sent));
        var to = Files.createFile(temp.resolve("big.jar"));
        assertThat(trouble(() -> folder(market.uri()).copy("big.jar", 100_000, to)).text())
                .contains("more than 100000 bytes");
        assertThat(Files.size(to)).isLessThanOrEqualTo(100_000);
        assertThat(sent.get()).isLessThan(64L << 20);
    }

    @Test
    void tellsADownloadThatWasCutOff() throws Exception {
        market.instead.put("catalogue.json", exchange -> {
            exchange.sendResponseHeaders(200, 1_000_000);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            exchange.close();
        });
        assertTrouble(refreshed(shelf()), State.UNREACHABLE, "catalogue.json cannot be had");
        Files.write(market.folder.resolve("short.jar"), new byte[10]);
        var to = Files.createFile(temp.resolve("short.jar"));
        assertThat(trouble(() -> folder(market.uri()).copy("short.jar", 11, to)).text()).contains("cut off", "10",
                "11");
    }

    @Test
    void waitsNoLongerThanIsConfigured() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var folder = new HttpFolder(client, URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/"),
                    Duration.ofSeconds(1));
            assertThat(trouble(() -> folder.read("catalogue.json", 10)).text()).contains("within 1 s");
        }
    }

    @Test
    void followsAFewRedirectsOnThisMachine() throws Exception {
        market.instead.put("catalogue.json", redirect("/moved.json"));
        Files.copy(market.folder.resolve("catalogue.json"), market.folder.resolve("moved.json"));
        assertThat(refreshed(shelf()).state()).isEqualTo(State.OK);
    }

    @Test
    void namesARedirectThatLeadsInACircle() throws Exception {
        market.instead.put("catalogue.json", redirect("/other.json"));
        market.instead.put("other.json", redirect("/catalogue.json"));
        assertTrouble(refreshed(shelf()), State.INVALID, "catalogue.json leads in a circle");
    }

    @Test
    void followsNoMoreThanThree() throws Exception {
        market.instead.put("catalogue.json", redirect("/1.json"));
        for (int i = 1; i < 6; i++) {
            market.instead.put(i + ".json", redirect("/" + (i + 1) + ".json"));
        }
        assertTrouble(refreshed(shelf()), State.INVALID, "sends on more than 3 times");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://127.0.0.1/c.json", "http://example.org/c.json", "file:///etc/passwd",
        "ftp://127.0.0.1/c",
        "http://localhost/c.json"})
    void isSentNowhereElse(String elsewhere) throws Exception {
        market.instead.put("catalogue.json", redirect(elsewhere));
        assertTrouble(refreshed(shelf()), State.INVALID, "sends on to " + elsewhere);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../index.xml", "/etc/passwd", "a/../b", "http://example.org/index.xml", "a\\\\b", ".hidden",
                "a//b", "a?b", "%2e%2e/b", ""})
    void refusesPathsThatLeadOutOfTheFolder(String path) throws Exception {
        market.sign(market.catalogue().replace("\"path\":\"index.xml\"", "\"path\":\"" + path + "\""), acme);
        assertTrouble(refreshed(shelf()), State.INVALID, "/index/path");
        market.sign(5);
        market.sign(market.catalogue().replace("plugins/search-1.0.0.jar", path), acme);
        assertTrouble(refreshed(shelf()), State.INVALID, "/plugins/0/file/path");
    }

    @Test
    void refusesAnIndexWithOtherBytes() throws Exception {
        Files.writeString(market.folder.resolve("index.xml"),
                Files.readString(market.folder.resolve("index.xml")).replace("acme", "acne"));
        assertTrouble(refreshed(shelf()), State.INVALID, "index.xml has other bytes");
    }

    @Test
    void refusesDeepJson() throws Exception {
        market.sign("[".repeat(100_000) + "]".repeat(100_000), acme);
        assertTrouble(refreshed(shelf()), State.INVALID, "cannot be read");
    }

    @Test
    void aMirrorOnDiskServesAsWell() throws Exception {
        var shelf = shelf(market.folder.toUri());
        assertThat(refreshed(shelf).state()).isEqualTo(State.OK);
        Files.move(market.folder.resolve("index.xml"), temp.resolve("elsewhere.xml"));
        Files.createSymbolicLink(market.folder.resolve("index.xml"), temp.resolve("elsewhere.xml"));
        market.publish("more", "1.0.0", Map.of());
        assertThat(trouble(() -> folder(market.folder.toUri()).read("index.xml", 1_000)).text()).contains("link");
    }

    private Shelf shelf() {
        return shelf(market.uri());
    }

    private Shelf shelf(URI uri) {
        return shelf(uri, "kept");
    }

    private Shelf shelf(URI uri, String kept) {
        return new Shelf(new Source("acme", uri, acme.digest(), 0, false), folder(uri),
                new EditionStore(temp.resolve(kept)), new EditionReader(TestMarket.JSON), clock);
    }

    private Folder folder(URI uri) {
        return "file".equals(uri.getScheme())
                ? new DiskFolder(Path.of(uri))
                : new HttpFolder(client, uri, Duration.ofSeconds(30));
    }

    private static View refreshed(Shelf shelf) throws Exception {
        shelf.refresh();
        return shelf.view();
    }

    private static void assertTrouble(View view, State state, String... words) {
        assertThat(view.state()).as(view.message()).isEqualTo(state);
        for (var word : words) {
            assertThat(view.message()).contains(word);
        }
    }

    private static Trouble trouble(Work work) throws Exception {
        try {
            work.run();
        } catch (Trouble expected) {
            return expected;
        }
        throw new AssertionError("it was taken");
    }

    private static HttpHandler redirect(String to) {
        return exchange -> {
            exchange.getResponseHeaders().add("Location", to);
            exchange.sendResponseHeaders(302, -1);
        };
    }

    /** Sends until nobody takes it any more; of two gigabytes at most. */
    private static HttpHandler endless(AtomicLong sent) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            var block = new byte[65_536];
            try {
                while (sent.get() < 2L << 30) {
                    exchange.getResponseBody().write(block);
                    sent.addAndGet(block.length);
                }
            } catch (IOException enough) {
                finish(exchange);
            }
        };
    }

    private static void finish(HttpExchange exchange) {
        exchange.close();
    }

    private interface Work {
        void run() throws Exception;
    }
}
