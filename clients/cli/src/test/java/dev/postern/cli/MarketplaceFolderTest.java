// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import aQute.bnd.osgi.repository.XMLResourceParser;
import aQute.bnd.osgi.resource.ResourceUtils;
import dev.postern.api.json.JsonObject;
import dev.postern.cli.signing.SigningKey;
import dev.postern.core.marketplace.Catalogue;
import dev.postern.core.marketplace.CataloguePlugin;
import dev.postern.core.marketplace.CataloguePlugin.Maturity;
import dev.postern.core.marketplace.CatalogueSignature;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A marketplace as its publisher makes it: {@code publish}, {@code index}, {@code sign} and {@code yank}. */
class MarketplaceFolderTest {
    @TempDir
    Path folder;
    private Shell shell;
    private PluginJars jars;
    private SigningKey acme;
    private SigningKey market;
    private Path to;

    @BeforeEach
    void makeKeys() throws Exception {
        shell = new Shell(Map.of("POSTERN_HOME", folder.resolve("home").toString()));
        jars = new PluginJars(folder);
        acme = jars.key("acme");
        market = jars.key("market");
        to = folder.resolve("shop");
    }

    private Shell.Ended publish(Path jar, String... more) {
        return run("publish", jar.toString(), "--to", more);
    }

    private Shell.Ended run(String verb, String first, String option, String... more) {
        var words = new java.util.ArrayList<>(List.of("marketplace", verb, first));
        if (!option.isEmpty()) {
            words.addAll(List.of(option, to.toString()));
        }
        words.addAll(List.of("--key", jars.keyFile("market").toString()));
        words.addAll(List.of(more));
        return shell.run(words.toArray(String[]::new));
    }

    private Shell.Ended here(String verb, String... more) {
        return run(verb, to.toString(), "", more);
    }

    private void succeeds(Shell.Ended ended) {
        assertThat(ended.exit()).as(ended.err()).isZero();
    }

    private String digest(SigningKey key) throws Exception {
        return SigningKey.digest(key.certificate().getPublicKey());
    }

    /** As a gateway reads it: the signature, then schema and record. */
    private Catalogue catalogue() throws Exception {
        var bytes = Files.readAllBytes(to.resolve(Catalogue.FILE));
        var json = new StrictJson();
        var signature = (JsonObject) json.parse(Files.readAllBytes(to.resolve(CatalogueSignature.FILE)));
        assertThat(json.schema(schema("marketplace-signature")).validate(signature)).isEmpty();
        json.read(signature, CatalogueSignature.class).verify(bytes, digest(market));
        var catalogue = (JsonObject) json.parse(bytes);
        assertThat(json.schema(schema("marketplace")).validate(catalogue)).isEmpty();
        return json.read(catalogue, Catalogue.class);
    }

    private static JsonObject schema(String name) throws Exception {
        try (var in = Catalogue.class.getResourceAsStream("/POSTERN-INF/documents/" + name + ".json")) {
            return (JsonObject) new StrictJson().parse(in.readAllBytes());
        }
    }

    @Test
    void publishesWhatTheJarSays() throws Exception {
        var icon = Files.write(folder.resolve("logo.png"), new byte[]{1, 2, 3});
        var bill = Files.writeString(folder.resolve("bom.json"), "{}");
        var published = publish(jars.signed(acme, "search", "1.2.0"), "--icon", icon.toString(), "--sbom",
                bill.toString(), "--screenshot", icon.toString(), "--screenshot", icon.toString(), "--description",
                "Finds \"things\"", "--homepage", "https://example.org/search", "--days", "10");
        succeeds(published);
        assertThat(published.out()).contains("search 1.2.0  published", digest(market));

        var catalogue = catalogue();
        assertThat(catalogue.name()).isEqualTo("shop");
        assertThat(catalogue.serial()).isEqualTo(1);
        assertThat(Duration.between(catalogue.issued(), catalogue.expires())).isEqualTo(Duration.ofDays(10));
        var plugin = catalogue.plugins().getFirst();
        assertThat(plugin).extracting(CataloguePlugin::id, CataloguePlugin::version, CataloguePlugin::title,
                CataloguePlugin::publisher, CataloguePlugin::key, CataloguePlugin::licence, CataloguePlugin::maturity)
                .containsExactly("search", "1.2.0", "search <&>", "acme", digest(acme), "Apache-2.0", Maturity.STABLE);
        assertThat(plugin.api()).containsExactly("dev.postern.api.tool;[1.2,2)");
        assertThat(plugin.permissions()).containsExactly("host a.example.org", "host b.example.org");
        assertThat(plugin.tools()).containsExactly("search.run@1.0.0");
        assertThat(plugin.description()).isEqualTo("Finds \"things\"");
        assertThat(plugin.file().path()).isEqualTo("plugins/search-1.2.0.jar");
        assertThat(to.resolve("plugins/search-1.2.0.jar")).hasSameBinaryContentAs(folder.resolve("search-1.2.0.jar"));
        assertThat(to.resolve(plugin.icon().orElseThrow().path())).hasSize(3);
        assertThat(plugin.icon().orElseThrow().path()).matches("icons/search-1\\.2\\.0-[0-9a-f]{12}\\.png");
        assertThat(plugin.screenshots()).hasSize(2);

        // another picture lies beside: who reads the catalogue before still gets his
        Files.write(icon, new byte[]{4, 5});
        succeeds(publish(folder.resolve("search-1.2.0.jar"), "--icon", icon.toString()));
        assertThat(to.resolve(plugin.icon().orElseThrow().path())).hasSize(3);
        assertThat(to.resolve(catalogue().plugins().getFirst().icon().orElseThrow().path())).hasSize(2);

        // the same again changes what is said of it; a later version begins with what was said of the one before
        succeeds(publish(folder.resolve("search-1.2.0.jar"), "--maturity", "beta"));
        succeeds(publish(jars.signed(acme, "search", "1.10.0")));
        assertThat(catalogue().serial()).isEqualTo(4);
        assertThat(catalogue().plugins()).extracting(CataloguePlugin::version).containsExactly("1.2.0", "1.10.0");
        assertThat(catalogue().plugins()).allSatisfy(each -> {
            assertThat(each.maturity()).isEqualTo(Maturity.BETA);
            assertThat(each.description()).contains("things");
        });
        assertThat(catalogue().plugins().getFirst().published()).isEqualTo(plugin.published());
    }

    @Test
    void indexesAsTheStandardSays() throws Exception {
        succeeds(publish(jars.signed(acme, "one", "1.0.0")));
        succeeds(publish(jars.signed(acme, "two", "2.0.0", "Import-Package",
                "org.example.one;version=\"[1.0,2)\",dev.postern.api.tool;version=\"[1.2,2)\"")));
        var index = to.resolve("index.xml");
        try (var parser = new XMLResourceParser(index.toUri())) {
            parser.setTrace(false);
            var resources = parser.parse();
            assertThat(parser.getErrors()).isEmpty();
            assertThat(parser.getWarnings()).isEmpty();
            assertThat(resources).hasSize(2);
            for (var resource : resources) {
                var identity = ResourceUtils.getIdentityCapability(resource);
                var content = ResourceUtils.getContentCapabilities(resource).getFirst();
                assertThat(identity.type()).hasToString("osgi.bundle");
                var jar = Path.of(content.url());
                assertThat(jar).startsWithRaw(to).exists();
                assertThat(content.osgi_content()).isEqualTo(dev.postern.core.hash.Sha256.hex(jar));
                assertThat(content.size()).isEqualTo(Files.size(jar));
                assertThat(content.mime()).isEqualTo("application/vnd.osgi.bundle");
                var plugin = resource.getCapabilities("dev.postern.plugin").getFirst().getAttributes();
                assertThat(plugin.get("dev.postern.plugin") + " <&>").isEqualTo(plugin.get("title"));
                assertThat(plugin.get("hosts")).isEqualTo(List.of("b.example.org", "a.example.org"));
            }
            var two = resources.stream().filter(each -> ResourceUtils.getIdentityCapability(each).osgi_identity()
                    .endsWith("two")).findFirst().orElseThrow();
            var one = resources.stream().filter(each -> each != two).findFirst().orElseThrow();
            var needed = two.getRequirements("osgi.wiring.package").stream()
                    .filter(each -> String.valueOf(each.getDirectives().get("filter"))
                            .contains("org.example.one"))
                    .findFirst().orElseThrow();
            assertThat(one.getCapabilities("osgi.wiring.package"))
                    .anyMatch(each -> ResourceUtils.matches(needed, each));
        }
        assertThat(catalogue().index().sha256()).isEqualTo(dev.postern.core.hash.Sha256.hex(index));
    }

    @Test
    void refusesWhatAMarketplaceShouldNotHave() throws Exception {
        succeeds(publish(jars.signed(acme, "search", "1.0.0")));
        var before = content();
        refuses(publish(jars.unsigned("other", "1.0.0")), "unsigned", "plugins sign");
        refuses(publish(jars.signed(acme, "search", "1.0.0", "Bundle-Name", "Changed")), "version_reused",
                "raise Bundle-Version");
        var stranger = jars.key("stranger");
        refuses(publish(jars.signed(stranger, "search", "1.1.0")), "wrong_publisher", digest(acme), digest(stranger),
                "--new-key");
        refuses(publish(jars.signed(acme, "lib", "1.0.0", "Provide-Capability", "")), "not_a_plugin", "@PosternPlugin");
        refuses(publish(jars.signed(acme, "plain", "1.0.0", "Bundle-ManifestVersion", "")), "not_a_plugin", "bundle");
        refuses(publish(jars.signed(acme, "tool", "1.0.0", "Provide-Capability",
                "dev.postern.plugin;dev.postern.plugin=tool")), "not_a_plugin", "declares the tools");
        refuses(publish(jars.signed(acme, "old", "1.0.0." + "x".repeat(60))), "not_a_plugin", "64 characters");
        assertThat(publish(folder.resolve("old.jar"), "--days", "3651").exit()).isEqualTo(2);
        refuses(publish(jars.signed(acme, "free", "1.0.0", "Bundle-License", "")), "invalid_params", "--licence");
        refuses(publish(jars.signed(acme, "long", "1.0.0"), "--description", "x".repeat(4_001)), "too_large", "4000");
        refuses(publish(jars.signed(acme, "icon", "1.0.0"), "--icon",
                Files.writeString(folder.resolve("logo.svg"), "<svg/>").toString()), "invalid_params", "png");
        refuses(publish(Files.writeString(folder.resolve("text.jar"), "text")), "not_a_plugin", "no jar");
        refuses(publish(folder.resolve("none.jar")), "not_found", "none.jar");
        try (var huge = new RandomAccessFile(folder.resolve("huge.jar").toFile(), "rw")) {
            huge.setLength((1L << 30) + 1);
        }
        refuses(publish(folder.resolve("huge.jar")), "too_large", "1073741824");
        var tampered = jars.signed(acme, "tampered", "1.0.0");
        try (var zip = java.nio.file.FileSystems.newFileSystem(tampered)) {
            Files.writeString(zip.getPath("added.txt"), "by somebody");
        }
        refuses(publish(tampered), "tampered", "added.txt");
        assertThat(content()).isEqualTo(before);
        var bomb = jars.unsigned("bomb", "1.0.0");
        try (var zip = java.nio.file.FileSystems.newFileSystem(bomb);
                var out = Files.newOutputStream(zip.getPath("META-INF/BIG.SF"))) {
            for (int i = 0; i < 9; i++) {
                out.write(new byte[1 << 20]);
            }
        }
        refuses(publish(bomb), "too_large", "META-INF/BIG.SF");
        assertThat(content()).isEqualTo(before);
        // the publisher says that the key is his
        succeeds(publish(folder.resolve("search-1.1.0.jar"), "--new-key"));
    }

    private static void refuses(Shell.Ended ended, String code, String... words) {
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).contains(code + ": ");
        assertThat(List.of(words)).allSatisfy(word -> assertThat(ended.err()).contains(word));
    }

    private Map<String, Long> content() throws Exception {
        var content = new HashMap<String, Long>();
        try (var files = Files.walk(to)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                content.put(to.relativize(file).toString(), Files.getLastModifiedTime(file).toMillis());
            }
        }
        return content;
    }

    @Test
    void signsNothingThatSomebodyElseWrote() throws Exception {
        succeeds(publish(jars.signed(acme, "search", "1.0.0")));
        var file = to.resolve(Catalogue.FILE);
        var text = Files.readString(file);
        Files.writeString(file, text.replace("\"stable\"", "\"beta\""));
        refuses(publish(jars.signed(acme, "search", "1.1.0")), "forged", "does not hold", "marketplace sign");
        refuses(here("yank", "search", "1.0.0", "--reason", "x"), "forged");
        Files.writeString(file, text);
        refuses(run("yank", to.toString(), "", "search", "1.0.0", "--reason", "x", "--key",
                jars.keyFile("acme").toString()), "forged", digest(acme));
        // what a file is, is looked at as well
        Files.writeString(to.resolve("plugins/search-1.0.0.jar"), "other");
        refuses(here("sign"), "invalid", "plugins/search-1.0.0.jar", "put it back");
        assertThat(file).content().isEqualTo(text);
    }

    @Test
    void takesAVersionBackAndGivesItAgain() throws Exception {
        succeeds(publish(jars.signed(acme, "search", "1.0.0")));
        succeeds(here("yank", "search", "1.0.0", "--reason", "It deletes what it finds."));
        assertThat(catalogue().plugins().getFirst().yanked().orElseThrow().reason()).contains("deletes");
        assertThat(to.resolve("plugins/search-1.0.0.jar")).exists();
        succeeds(publish(folder.resolve("search-1.0.0.jar")));
        assertThat(catalogue().plugins().getFirst().yanked()).isPresent();
        succeeds(here("yank", "search", "1.0.0", "--undo"));
        assertThat(catalogue().plugins().getFirst().yanked()).isEmpty();
        refuses(here("yank", "search", "2.0.0", "--undo"), "not_found", "1.0.0");
        assertThat(here("yank", "search", "1.0.0").exit()).isEqualTo(2);
    }

    @Test
    void makesTheIndexAnewOfTheJarsThatLieThere() throws Exception {
        succeeds(publish(jars.signed(acme, "search", "1.0.0"), "--maturity", "deprecated", "--description", "Old."));
        succeeds(here("yank", "search", "1.0.0", "--reason", "Old."));
        Files.copy(jars.signed(acme, "find", "2.0.0"), to.resolve("plugins/dropped-in.jar"));
        var unsigned = shell.run("marketplace", "index", to.toString());
        succeeds(unsigned);
        assertThat(unsigned.err()).contains("nobody believes it");
        assertThat(to.resolve(CatalogueSignature.FILE)).doesNotExist();
        refuses(publish(jars.signed(acme, "search", "1.1.0")), "unreachable", CatalogueSignature.FILE);
        succeeds(here("sign", "--days", "3"));
        var plugins = catalogue().plugins();
        assertThat(plugins).extracting(CataloguePlugin::id).containsExactly("find", "search");
        assertThat(plugins.getFirst().file().path()).isEqualTo("plugins/dropped-in.jar");
        assertThat(plugins.getLast().maturity()).isEqualTo(Maturity.DEPRECATED);
        assertThat(plugins.getLast().yanked()).isPresent();
        assertThat(catalogue().expires()).isBefore(Instant.now().plus(Duration.ofDays(4)));
        succeeds(shell.run("marketplace", "check", to.toString()));

        // no jar is written over, whatever its name says
        Files.move(to.resolve("plugins/dropped-in.jar"), to.resolve("plugins/search-3.0.0.jar"));
        succeeds(here("index"));
        refuses(publish(jars.signed(acme, "search", "3.0.0")), "conflict", "search-3.0.0.jar", "another version");
        Files.move(to.resolve("plugins/search-3.0.0.jar"), to.resolve("plugins/dropped-in.jar"));
        succeeds(here("index"));

        // the catalogue is lost: all that jars say comes back
        Files.delete(to.resolve(Catalogue.FILE));
        succeeds(here("index"));
        assertThat(catalogue().plugins()).hasSize(2);
        Files.copy(folder.resolve("find-2.0.0.jar"), to.resolve("plugins/twin.jar"));
        refuses(here("index"), "version_reused", "twin.jar", "dropped-in.jar");
        Files.move(to.resolve("plugins/twin.jar"), to.resolve("plugins/a b.jar"));
        refuses(here("index"), "invalid", "a b.jar");
        Files.delete(to.resolve("plugins/a b.jar"));
        var stranger = jars.signed(jars.key("stranger"), "find", "2.1.0");
        Files.copy(stranger, to.resolve("plugins/find-2.1.0.jar"));
        refuses(here("index"), "wrong_publisher", "--new-key");
        Files.delete(to.resolve("plugins/find-2.1.0.jar"));
        Files.writeString(to.resolve("plugins/.hidden.jar"), "no matter");
        succeeds(here("index"));
    }

    @Test
    void writesNothingOutsideOfItsFolder() throws Exception {
        var outside = Files.createDirectory(folder.resolve("outside"));
        Files.createDirectories(to);
        Files.createSymbolicLink(to.resolve("plugins"), outside);
        refuses(publish(jars.signed(acme, "search", "1.0.0")), "invalid", "link");
        assertThat(outside).isEmptyDirectory();
        Files.delete(to.resolve("plugins"));
        var precious = Files.writeString(folder.resolve("precious.txt"), "mine");
        for (var name : List.of(Catalogue.FILE, CatalogueSignature.FILE, "index.xml", ".index.xml.new")) {
            Files.createSymbolicLink(to.resolve(name), precious);
        }
        refuses(publish(folder.resolve("search-1.0.0.jar")), "invalid", "link");
        Files.delete(to.resolve(Catalogue.FILE));
        Files.delete(to.resolve(CatalogueSignature.FILE));
        succeeds(publish(folder.resolve("search-1.0.0.jar")));
        assertThat(precious).hasContent("mine");
        // a jar that is a link is no part of the marketplace
        Files.move(to.resolve("plugins/search-1.0.0.jar"), outside.resolve("search.jar"));
        Files.createSymbolicLink(to.resolve("plugins/search-1.0.0.jar"), outside.resolve("search.jar"));
        refuses(here("sign"), "invalid", "link");
        refuses(here("index"), "invalid", "link");
        Files.createSymbolicLink(folder.resolve("entrance"), to);
        assertThat(shell.run("marketplace", "publish", folder.resolve("search-1.0.0.jar").toString(), "--to",
                precious.toString(), "--key", jars.keyFile("market").toString()).err()).contains("no folder");
    }

    /** The steps of a change are: index, catalogue and signature beside; signature, index and catalogue in place. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void isWholeOrNotBelievedWhereverAChangeIsCut(int steps) throws Exception {
        succeeds(publish(jars.signed(acme, "search", "1.0.0")));
        var names = List.of("index.xml", Catalogue.FILE, CatalogueSignature.FILE);
        var old = new HashMap<String, byte[]>();
        for (var name : names) {
            old.put(name, Files.readAllBytes(to.resolve(name)));
        }
        succeeds(publish(jars.signed(acme, "search", "1.1.0")));
        var placed = List.of(CatalogueSignature.FILE, "index.xml", Catalogue.FILE)
                .subList(0, Math.max(0, steps - 2));
        for (var name : names) {
            if (!placed.contains(name)) {
                if (names.indexOf(name) < steps) {
                    Files.copy(to.resolve(name), to.resolve("." + name + ".new"));
                }
                Files.write(to.resolve(name), old.get(name));
            }
        }
        var found = shell.run("marketplace", "check", to.toString());
        if (steps < 3 || steps == 5) {
            succeeds(found);
        } else {
            refuses(found, "forged", "does not hold");
        }
        succeeds(publish(jars.signed(acme, "search", "1.2.0")));
        succeeds(shell.run("marketplace", "check", to.toString()));
        assertThat(catalogue().plugins()).extracting(CataloguePlugin::version).containsExactlyElementsOf(
                steps < 3 ? List.of("1.0.0", "1.2.0") : List.of("1.0.0", "1.1.0", "1.2.0"));
        assertThat(catalogue().serial()).isEqualTo(steps < 3 ? 2 : 3);
    }

    @Test
    void signsTheChangeThatWasCutAndNotTheOneBefore() throws Exception {
        succeeds(publish(jars.signed(acme, "search", "1.0.0")));
        var old = Files.readAllBytes(to.resolve(Catalogue.FILE));
        succeeds(publish(jars.signed(acme, "search", "1.1.0")));
        Files.move(to.resolve(Catalogue.FILE), to.resolve("." + Catalogue.FILE + ".new"));
        Files.write(to.resolve(Catalogue.FILE), old);
        succeeds(here("sign"));
        assertThat(catalogue().plugins()).hasSize(2);
        assertThat(catalogue().serial()).isEqualTo(3);
    }

    /** Killed at any moment it can be read, or is not believed, and the next change makes it whole. */
    @Test
    void outlivesBeingKilled() throws Exception {
        succeeds(publish(jars.signed(acme, "search", "1.0.0")));
        var random = new java.util.Random(7);
        for (int round = 1; round <= 6; round++) {
            var jar = jars.signed(acme, "search", "1.0." + round);
            var process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                    System.getProperty("java.class.path"), "-Xshare:auto", "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC", Main.class.getName(), "marketplace", "publish", jar.toString(), "--to",
                    to.toString(), "--key", jars.keyFile("market").toString()).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            // one of the moments of its work, which the jar's coming begins
            for (int i = 0; i < 5_000 && !Files.exists(to.resolve("plugins/search-1.0." + round + ".jar"))
                    && process.isAlive(); i++) {
                process.waitFor(1, TimeUnit.MILLISECONDS);
            }
            process.waitFor(random.nextInt(120), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            var found = shell.run("marketplace", "check", to.toString());
            if (found.exit() != 0) {
                assertThat(found.err()).startsWith("postern: forged: ");
            }
            succeeds(publish(jar));
            succeeds(shell.run("marketplace", "check", to.toString()));
            assertThat(catalogue().plugins()).hasSize(round + 1);
        }
        try (var files = Files.walk(to)) {
            assertThat(files.filter(file -> file.toString().endsWith(".new"))).isEmpty();
        }
    }

    @Test
    void letsOneWriteAtATime() throws Exception {
        succeeds(publish(jars.signed(acme, "search", "1.0.0")));
        try (var channel = java.nio.channels.FileChannel.open(to.resolve(".lock"),
                java.nio.file.StandardOpenOption.WRITE); var lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            refuses(publish(folder.resolve("search-1.0.0.jar")), "conflict", "somebody else");
        }
    }

    @Test
    void needsANameThatCanBeOne() throws Exception {
        to = folder.resolve("My Shop");
        refuses(publish(jars.signed(acme, "search", "1.0.0")), "invalid_params", "--name");
        succeeds(publish(folder.resolve("search-1.0.0.jar"), "--name", "my.shop"));
        assertThat(catalogue().name()).isEqualTo("my.shop");
    }
}
