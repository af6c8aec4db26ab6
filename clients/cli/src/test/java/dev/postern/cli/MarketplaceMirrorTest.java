// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postern.cli.signing.SigningKey;
import dev.postern.core.hash.Sha256;
import dev.postern.core.marketplace.Catalogue;
import dev.postern.core.marketplace.CatalogueSignature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A marketplace that is copied and looked at: {@code mirror} and {@code check}, from sources that do what they like. */
class MarketplaceMirrorTest {
    @TempDir
    Path folder;
    private final Shell shell = new Shell(Map.of());
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private final Map<String, Integer> cut = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private PluginJars jars;
    private Path shop;
    private Path copy;
    private String key;
    private HttpServer server;

    @BeforeEach
    void open() throws Exception {
        jars = new PluginJars(folder);
        shop = folder.resolve("shop");
        copy = folder.resolve("copy");
        key = SigningKey.digest(jars.key("market").certificate().getPublicKey());
        publish("1.0.0");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/shop/", this::serve);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private void publish(String version) throws Exception {
        var acme = Files.exists(jars.keyFile("acme"))
                ? SigningKey.read(jars.keyFile("acme"), SigningKey.certificateFile(jars.keyFile("acme")))
                : jars.key("acme");
        succeeds(shell.run("marketplace", "publish", jars.signed(acme, "search", version).toString(), "--to",
                shop.toString(), "--key", jars.keyFile("market").toString()));
    }

    private void serve(HttpExchange exchange) throws java.io.IOException {
        var path = exchange.getRequestURI().getPath().substring("/shop/".length());
        asked.add(path);
        var file = shop.resolve(path);
        try (exchange) {
            if (redirects.containsKey(path)) {
                exchange.getResponseHeaders().set("Location", redirects.get(path));
                exchange.sendResponseHeaders(302, -1);
            } else if (!Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                var bytes = Files.readAllBytes(file);
                exchange.sendResponseHeaders(200, cut.containsKey(path) ? 0 : bytes.length);
                exchange.getResponseBody().write(bytes, 0, cut.getOrDefault(path, bytes.length));
            }
        }
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/shop";
    }

    private Shell.Ended mirror(String from, String... more) {
        var words = new ArrayList<>(
                List.of("marketplace", "mirror", from, "--to", copy.toString(), "--key-sha256", key));
        words.addAll(List.of(more));
        return shell.run(words.toArray(String[]::new));
    }

    private static void succeeds(Shell.Ended ended) {
        assertThat(ended.exit()).as(ended.err()).isZero();
    }

    private static void refuses(Shell.Ended ended, String code, String... words) {
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).contains(code + ": ");
        assertThat(List.of(words)).allSatisfy(word -> assertThat(ended.err()).contains(word));
    }

    /** Lets the catalogue say something else, signed by its owner. */
    private void say(String before, String after) throws Exception {
        var file = shop.resolve(Catalogue.FILE);
        var text = Files.readString(file).replace(before, after);
        Files.writeString(file, text);
        var owner = SigningKey.read(jars.keyFile("market"), SigningKey.certificateFile(jars.keyFile("market")));
        var signature = java.security.Signature.getInstance("Ed25519");
        signature.initSign(owner.key());
        signature.update(text.getBytes(StandardCharsets.UTF_8));
        var signed = shop.resolve(CatalogueSignature.FILE);
        Files.writeString(signed, Files.readString(signed).replaceAll("\"signature\": \"[^\"]*\"", "\"signature\": \""
                + java.util.Base64.getEncoder().encodeToString(signature.sign()) + "\""));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void copiesTheSameBytes(boolean overHttp) throws Exception {
        var source = overHttp ? url() : shop.toString();
        var mirrored = mirror(source);
        succeeds(mirrored);
        assertThat(mirrored.out()).isEqualTo("shop  1 versions, serial 1, 2 files fetched");
        for (var name : List.of(Catalogue.FILE, CatalogueSignature.FILE, "index.xml", "plugins/search-1.0.0.jar")) {
            assertThat(copy.resolve(name)).hasSameBinaryContentAs(shop.resolve(name));
        }
        succeeds(shell.run("marketplace", "check", copy.toString(), "--key-sha256", key));
        publish("1.1.0");
        asked.clear();
        assertThat(mirror(source).out()).isEqualTo("shop  2 versions, serial 2, 2 files fetched");
        assertThat(asked).doesNotContain("plugins/search-1.0.0.jar");
        // a copy of the copy, by its address
        var copied = copy;
        copy = folder.resolve("again");
        succeeds(mirror(copied.toUri().toString()));
        assertThat(shell.run("marketplace", "check", url(), "--json").out()).contains("\"problems\":[]",
                "\"key\":\"" + key + "\"");
    }

    @Test
    void believesNobodyButTheOwnerOfTheKey() throws Exception {
        var text = Files.readString(shop.resolve(Catalogue.FILE));
        Files.writeString(shop.resolve(Catalogue.FILE), text.replace("experimental", "stable") + " ");
        refuses(mirror(url()), "forged", "does not hold");
        Files.writeString(shop.resolve(Catalogue.FILE), text);
        var other = jars.key("other");
        succeeds(shell.run("marketplace", "sign", shop.toString(), "--key", jars.keyFile("other").toString()));
        refuses(mirror(url()), "forged", key, SigningKey.digest(other.certificate().getPublicKey()));
        // who says that he is the pinned one
        var signed = shop.resolve(CatalogueSignature.FILE);
        Files.writeString(signed,
                Files.readString(signed).replaceAll("\"key\": \"[^\"]*\"", "\"key\": \"" + key + "\""));
        refuses(mirror(url()), "forged");
        refuses(shell.run("marketplace", "check", url()), "forged");
        Files.writeString(signed, "{}");
        refuses(mirror(url()), "invalid", "catalogue.json.sig/format");
        Files.delete(signed);
        refuses(mirror(url()), "unreachable", "404");
        assertThat(copy).doesNotExist();
    }

    @Test
    void takesNoOlderOneAndNoneThatIsExpired() throws Exception {
        var old = Files.readAllBytes(shop.resolve(Catalogue.FILE));
        var oldSignature = Files.readAllBytes(shop.resolve(CatalogueSignature.FILE));
        publish("1.1.0");
        succeeds(mirror(url()));
        Files.write(shop.resolve(Catalogue.FILE), old);
        Files.write(shop.resolve(CatalogueSignature.FILE), oldSignature);
        refuses(mirror(url()), "stale", "serial 1", "has 2");
        say("\"serial\": 1", "\"serial\": 9");
        say(Files.readString(shop.resolve(Catalogue.FILE)).replaceAll("(?s).*\"expires\": \"([^\"]*)\".*", "$1"),
                "2026-01-01T00:00:00Z");
        refuses(mirror(url()), "expired", "2026-01-01", "marketplace sign");
        assertThat(shell.run("marketplace", "check", url()).err()).contains("expired", "not as they should be");
        assertThat(copy.resolve(Catalogue.FILE)).content().contains("\"serial\": 2");
    }

    @Test
    void aVersionIsTheSameBytesForEver() throws Exception {
        succeeds(mirror(url()));
        var jar = shop.resolve("plugins/search-1.0.0.jar");
        var before = Sha256.hex(jar);
        Files.writeString(jar, "x".repeat((int) Files.size(jar)));
        say(before, Sha256.hex(jar));
        say("\"serial\": 1", "\"serial\": 2");
        refuses(mirror(url()), "version_reused", "search 1.0.0");
        assertThat(Sha256.hex(copy.resolve("plugins/search-1.0.0.jar"))).isEqualTo(before);
        // nor does a marketplace become another
        say("\"name\": \"shop\"", "\"name\": \"stall\"");
        refuses(mirror(url()), "conflict", "is the marketplace shop");
        say("\"name\": \"stall\"", "\"name\": \"shop\"");
        // nor twice in one
        var entry = Files.readString(shop.resolve(Catalogue.FILE)).lines().filter(line -> line.contains("\"id\""))
                .findFirst().orElseThrow();
        say(entry, entry + ",\n" + entry);
        copy = folder.resolve("fresh");
        refuses(mirror(url()), "invalid", "search 1.0.0 twice");
    }

    @Test
    void takesFilesThatAreWhatTheyAreSaidToBe() throws Exception {
        var jar = "plugins/search-1.0.0.jar";
        cut.put(jar, 10);
        refuses(mirror(url()), "unreachable", "cut off", "10 bytes");
        cut.clear();
        var whole = Files.readAllBytes(shop.resolve(jar));
        Files.writeString(shop.resolve(jar), "x".repeat(whole.length));
        refuses(mirror(url()), "forged", "SHA-256");
        assertThat(shell.run("marketplace", "check", url()).err()).contains(jar + ": forged");
        Files.writeString(shop.resolve(jar), "x".repeat(whole.length + 1));
        refuses(mirror(url()), "invalid", "no more are taken");
        Files.writeString(shop.resolve(Catalogue.FILE), "x".repeat(Catalogue.MAX_BYTES + 1));
        refuses(mirror(url()), "invalid", Catalogue.FILE + " has more than");
        try (var files = Files.walk(copy)) {
            assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
                    .containsExactly(".lock");
        }
    }

    @Test
    void takesNoMoreThanItIsAllowed() throws Exception {
        say("\"size\": " + Files.size(shop.resolve("index.xml")), "\"size\": 5000000");
        say("\"size\":" + Files.size(shop.resolve("index.xml")), "\"size\":5000000");
        refuses(mirror(url(), "--max-mib", "1"), "too_large", "--max-mib");
        assertThat(copy).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside.jar", "plugins/../../outside.jar", "/outside.jar", "plugins/.hidden.jar",
        "plugins\\\\outside.jar", "https://example.org/x.jar", "catalogue.json", "index.xml", "plugins/%2e%2e/x.jar",
        "plugins/a\\nb.jar", "plugins//x.jar", "C:x.jar", "plugins/"})
    void takesNoPathThatLeadsElsewhere(String path) throws Exception {
        say("plugins/search-1.0.0.jar", path);
        refuses(mirror(url()), "invalid", "catalogue.json/plugins/0/file/path must");
        assertThat(copy).doesNotExist();
        assertThat(asked).containsOnly(Catalogue.FILE, CatalogueSignature.FILE);
    }

    @Test
    void takesNoTwoFilesOfOneName() throws Exception {
        publish("1.1.0");
        say("plugins/search-1.1.0.jar", "plugins/SEARCH-1.0.0.jar");
        refuses(mirror(url()), "invalid", "two files called");
    }

    @Test
    void readsAndWritesThroughNoLink() throws Exception {
        var outside = Files.writeString(folder.resolve("outside.txt"), "mine");
        var jar = shop.resolve("plugins/search-1.0.0.jar");
        Files.move(jar, folder.resolve("moved.jar"));
        Files.createSymbolicLink(jar, folder.resolve("moved.jar"));
        refuses(mirror(shop.toString()), "invalid", "link");
        succeeds(mirror(url()));
        copy = Files.createDirectory(folder.resolve("second"));
        Files.createSymbolicLink(copy.resolve("plugins"), Files.createDirectory(folder.resolve("elsewhere")));
        refuses(mirror(url()), "invalid", "link");
        assertThat(folder.resolve("elsewhere")).isEmptyDirectory();
        Files.delete(copy.resolve("plugins"));
        Files.createSymbolicLink(copy.resolve("index.xml"), outside);
        succeeds(mirror(url()));
        assertThat(copy.resolve("index.xml")).satisfies(file -> assertThat(Files.isSymbolicLink(file)).isFalse());
        assertThat(outside).hasContent("mine");
    }

    @Test
    void isSentOnAFewTimesAndNotFromHttpToAFile() {
        redirects.put(Catalogue.FILE, "moved/catalogue.json");
        redirects.put("moved/catalogue.json", url() + "/plugins/../catalogue2.json");
        refuses(mirror(url()), "unreachable", "catalogue2.json answers 404");
        redirects.put(Catalogue.FILE, "catalogue.json");
        refuses(mirror(url()), "invalid", "more than 3 times");
        redirects.put(Catalogue.FILE, "file:///etc/passwd");
        refuses(mirror(url()), "invalid", "sends on to file:///etc/passwd");
        server.stop(0);
        refuses(mirror(url()), "unreachable", "cannot be had");
    }

    @Test
    void looksIntoTheJars() throws Exception {
        say("search.run@1.0.0", "search.run@9.0.0");
        var checked = shell.run("marketplace", "check", shop.toString());
        assertThat(checked.exit()).isEqualTo(1);
        assertThat(checked.err()).contains("plugins/search-1.0.0.jar: invalid", "search.run@1.0.0");
        assertThat(shell.run("marketplace", "check", shop.toString(), "--key-sha256", "zz").exit()).isEqualTo(2);
        assertThat(shell.run("marketplace", "mirror", shop.toString()).exit()).isEqualTo(2);
    }
}
