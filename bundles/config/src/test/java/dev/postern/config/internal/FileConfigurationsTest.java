// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import dev.postern.core.home.PosternHome;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Store;
import dev.postern.core.store.Write;
import dev.postern.json.StrictJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ManagedService;
import org.osgi.service.cm.SynchronousConfigurationListener;

@Timeout(180)
final class FileConfigurationsTest {
    private static final String ATTRIBUTES = "<AD id='limit' type='Integer' min='1' max='64' default='4'/>"
            + "<AD id='mode' type='String' default='a'><Option label='a' value='a'/><Option label='b' value='b'/></AD>"
            + "<AD id='on' type='Boolean' default='true'/><AD id='ratio' type='Double' min='0' default='1'/>"
            + "<AD id='hosts' type='String' cardinality='100' required='false'/>"
            + "<AD id='sizes' type='Long' cardinality='-10' required='false'/>"
            + "<AD id='name' type='String' required='false' max='5'/>"
            + "<AD id='.password' type='Password' required='false'/>";

    @TempDir
    Path root;

    private final BlockingQueue<Entry> recorded = new LinkedBlockingQueue<>();
    private final Store store = batch -> {
        batch.writes().forEach(write -> recorded.add(((Write.Append) write).entry()));
        return CompletableFuture.completedFuture(new Commit(1));
    };
    private PosternHome home = new PosternHome(Path.of("/"));
    private Platform platform;
    private @Nullable FileConfigurations files;

    @BeforeEach
    void start() throws Exception {
        home = new PosternHome(root);
        platform = new Platform(root);
        platform.install("pid='p.one'", ATTRIBUTES);
        platform.install("factoryPid='p.many'", ATTRIBUTES + "<AD id='needed' type='String'/>");
        Files.createDirectories(home.conf());
    }

    @AfterEach
    void stop() throws Exception {
        if (files != null) {
            files.stop();
        }
        platform.close();
    }

    private FileConfigurations open() throws Exception {
        var opened = new FileConfigurations(platform.context(), platform.admin(), new StrictJson(), home);
        platform.context().registerService(SynchronousConfigurationListener.class, opened, null);
        files = opened;
        return opened;
    }

    private void write(String file, String content) throws Exception {
        var part = Files.writeString(home.conf().resolve("part"), content);
        Files.move(part, home.conf().resolve(file), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private @Nullable Dictionary<String, Object> properties(String pid) throws Exception {
        Configuration[] found = platform.admin().listConfigurations("(service.pid=" + pid + ")");
        try {
            return found == null ? null : found[0].getProperties();
        } catch (IllegalStateException deletedMeanwhile) {
            return null;
        }
    }

    private @Nullable Object property(String pid, String key) {
        try {
            var properties = properties(pid);
            return properties == null ? null : properties.get(key);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (long end = System.nanoTime() + Duration.ofSeconds(60).toNanos(); !condition.getAsBoolean();) {
            assertThat(System.nanoTime()).as("waited for too long").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Test
    void whatIsThereAtTheStartIsInForceBeforeAnybodyElseStarts() throws Exception {
        write("p.one.json", "{\"limit\":7,\"mode\":\"b\",\"on\":false,\"ratio\":0.5,\"hosts\":[\"x\",\"y\"],"
                + "\"sizes\":[1,2],\"service.target\":\"(a=b)\"}");
        write("p.many~first.json", "{\"needed\":\"here\"}");
        open();
        assertThat(property("p.one", "limit")).isEqualTo(7);
        assertThat(property("p.one", "on")).isEqualTo(false);
        assertThat(property("p.one", "ratio")).isEqualTo(0.5);
        assertThat(property("p.one", "hosts")).isEqualTo(new String[]{"x", "y"});
        assertThat(property("p.one", "sizes")).isEqualTo(new Long[]{1L, 2L});
        assertThat(property("p.many~first", "needed")).isEqualTo("here");
        assertThat(property("p.many~first", "service.factoryPid")).isEqualTo("p.many");
        assertThat(platform.admin().getConfiguration("p.one", null).getBundleLocation()).isEqualTo("?");
    }

    @Test
    void takesChangesAndRemovalsWithoutARestartAndRecordsThem() throws Exception {
        var opened = open();
        opened.setStore(store);
        write("p.one.json", "{\"limit\":7}");
        await(() -> Integer.valueOf(7).equals(property("p.one", "limit")));
        write("p.one.json", "{\"limit\":8}");
        await(() -> Integer.valueOf(8).equals(property("p.one", "limit")));
        Files.delete(home.conf().resolve("p.one.json"));
        await(() -> property("p.one", "service.pid") == null);

        for (var change : List.of("set", "set", "deleted")) {
            var entry = recorded.take();
            assertThat(entry.type()).isEqualTo(RecordType.CONFIGURATION_CHANGED);
            assertThat(entry.tenant()).isEqualTo(Entry.INSTALLATION);
            assertThat(entry.meta().text("pid")).contains("p.one");
            assertThat(entry.meta().text("file")).contains("p.one.json");
            assertThat(entry.meta().text("change")).contains(change);
            assertThat(entry.meta().text("digest")).isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"limit\":65}                    | limit must be a whole number from 1 to 64",
        "{\"limit\":\"7\"}                 | limit must be a whole number from 1 to 64",
        "{\"limit\":1.5}                   | limit must be a whole number from 1 to 64",
        "{\"mode\":\"c\"}                  | mode must be one of a, b", //
        "{\"on\":\"yes\"}                  | on must be true or false",
        "{\"ratio\":-1}                    | ratio must be a number of at least 0",
        "{\"hosts\":\"x\"}                 | hosts must be a list",
        "{\"hosts\":[1]}                   | hosts must be text",
        "{\"name\":\"longer\"}             | name must have at most 5 characters",
        "{\"limt\":7}                      | limt is not known; known are .password, hosts, limit, mode",
        "{\"service.pid\":\"x\"}           | service.pid cannot be set",
        "{\".password\":\"plain\"}         | .password is a secret: give a reference",
        "{\".password\":\"$[secret:gone]\"}| .password refers to the secret gone, but there is no file",
        "{\".password\":\"$[secret:../x]\"}| .password refers to a secret by a name that is none",
        "{\"mode\":\"$[env:POSTERN_NO]\"}  | mode refers to the environment's POSTERN_NO, which is not set",
        "{\"mode\":\"$[prop:user.home]\"}  | mode may refer to $[secret:…] and $[env:…] only",
        "{\"limit\":7,\"limit\":8}         | is no JSON", //
        "[1]                               | must hold one JSON object"})
    void refusesABadFileByKeyAndRuleAndKeepsTheOldOne(String content, String rule) throws Exception {
        write("p.one.json", "{\"limit\":7}");
        var opened = open();
        write("p.one.json", content);
        await(() -> !opened.health().message().isEmpty());
        assertThat(opened.health().message()).startsWith("conf/p.one.json: ").contains(rule)
                .doesNotContain("plain");
        assertThat(opened.health().up()).isTrue();
        assertThat(property("p.one", "limit")).isEqualTo(7);
        write("p.one.json", "{\"limit\":9}");
        await(() -> opened.health().message().isEmpty());
        assertThat(property("p.one", "limit")).isEqualTo(9);
    }

    @Test
    void refusesWhatIsMissingAndNamesOfTheWrongKind() throws Exception {
        write("p.many~x.json", "{\"limit\":7}");
        write("p.many.json", "{\"needed\":\"x\"}");
        write("p.one~x.json", "{}");
        write("bad name.json", "{}");
        assertThat(open().health().message()).contains("conf/p.many~x.json: needed must be given")
                .contains("conf/p.many.json: there may be several of these: name the file p.many~<name>.json")
                .contains("conf/p.one~x.json: there is only one of these: name the file p.one.json")
                .contains("conf/bad name.json: the name must be");
        assertThat(platform.admin().listConfigurations(null)).isNull();
    }

    @Test
    void aFileThatWentWhileTheGatewayWasDownTakesItsConfigurationAlong() throws Exception {
        write("p.one.json", "{\"limit\":7}");
        open().stop();
        Files.delete(home.conf().resolve("p.one.json"));
        var other = platform.admin().getConfiguration("set.elsewhere", "?");
        other.update(new Hashtable<>(java.util.Map.of("a", "b")));
        open();
        assertThat(properties("p.one")).isNull();
        assertThat(properties("set.elsewhere")).isNotNull();
    }

    @Test
    void secretsReachWhoIsConfiguredAndStandNowhereElse() throws Exception {
        Files.createDirectories(home.secrets());
        var secret = Files.writeString(home.secrets().resolve("db"), "hunter2\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        write("p.one.json", "{\".password\":\"$[secret:db]\",\"limit\":7}");
        var got = new LinkedBlockingQueue<Dictionary<String, ?>>();
        platform.context().registerService(ManagedService.class, properties -> {
            if (properties != null) {
                got.add(properties);
            }
        }, new Hashtable<>(java.util.Map.of("service.pid", "p.one")));
        var opened = open();
        opened.setStore(store);
        assertThat(opened.health().message()).contains("mode is not 0600").doesNotContain("hunter2");
        assertThat(properties("p.one")).isNull();

        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        assertThat(got.take().get(".password")).isEqualTo("hunter2");
        assertThat(property("p.one", ".password")).isEqualTo("$[secret:db]");
        assertThat(recorded.take().meta().toString()).doesNotContain("hunter2");
        try (var stored = Files.walk(home.data())) {
            for (var file : stored.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain("hunter2");
            }
        }
    }

    @Test
    void anUndescribedFileIsTakenOnTrustUntilABundleDescribesIt() throws Exception {
        write("p.later.json", "{\"limit\":700,\"other\":true,\"texts\":[\"a\"]}");
        var opened = open();
        assertThat(property("p.later", "limit")).isEqualTo(700L);
        assertThat(property("p.later", "texts")).isEqualTo(new String[]{"a"});
        platform.install("pid='p.later'", ATTRIBUTES);
        await(() -> property("p.later", "service.pid") == null);
        assertThat(opened.health().message()).contains("p.later.json");
        write("p.later.json", "{\"limit\":8}");
        await(() -> Integer.valueOf(8).equals(property("p.later", "limit")));
    }

    @Test
    void aBundleThatComesIsJudgedByItsOwnDescriptionBeforeItStarts() throws Exception {
        write("p.later.json", "{\"limit\":8}");
        write("p.wrong.json", "{\"limit\":65}");
        var opened = open();
        assertThat(property("p.later", "limit")).isEqualTo(8L);
        platform.installPlugin("pid='p.later'", ATTRIBUTES, "test");
        assertThat(property("p.later", "limit")).isEqualTo(8);
        platform.installPlugin("pid='p.wrong'", ATTRIBUTES, "test");
        assertThat(properties("p.wrong")).isNull();
        assertThat(opened.health().message())
                .isEqualTo("conf/p.wrong.json: limit must be a whole number from 1 to 64");
    }

    @Test
    void aPluginDescribesNoSettingsOfTheGateways() throws Exception {
        var loose = "<AD id='limit' type='Integer' default='4'/><AD id='.password' type='String' default=''/>";
        platform.installPlugin("pid='p.one'", loose, "test");
        platform.installPlugin("pid='dev.postern.nobody'", "<AD id='one' type='Integer' default='1'/>", "test");
        write("p.one.json", "{\"limit\":65}");
        write("dev.postern.nobody.json", "{\"other\":\"x\"}");
        var opened = open();
        assertThat(opened.health().message()).isEqualTo("conf/p.one.json: limit must be a whole number from 1 to 64");
        write("p.one.json", "{\".password\":\"plain\"}");
        await(() -> opened.health().message().contains(".password is a secret"));
        assertThat(property("dev.postern.nobody", "other")).isEqualTo("x");
    }

    @Test
    void theRevisionFollowsWhatIsInForceAndNotWhereItCameFrom() throws Exception {
        var opened = open();
        var empty = opened.current();
        write("p.one.json", "{\"limit\":7}");
        await(() -> !opened.current().equals(empty));
        var seven = opened.current();
        write("p.one.json", "{\"limit\":8}");
        await(() -> !opened.current().equals(seven));
        write("p.one.json", "{ \"limit\": 7 }");
        await(() -> opened.current().equals(seven));
        Files.delete(home.conf().resolve("p.one.json"));
        await(() -> opened.current().equals(empty));
        platform.admin().getConfiguration("p.one", "?").update(new Hashtable<>(java.util.Map.of("limit", 7)));
        assertThat(opened.current()).isEqualTo(seven).hasSize(64);
    }

    @Test
    void changesBeforeTheStoreIsThereAreRecordedOnceItIs() throws Exception {
        write("p.one.json", "{\"limit\":7}");
        var opened = open();
        assertThat(recorded).isEmpty();
        opened.setStore(store);
        assertThat(recorded.take().meta().text("pid")).contains("p.one");
    }

    @Test
    void makesTheFoldersAndExplainsThem() throws Exception {
        open();
        for (var folder : Set.of("conf", "deploy", "import", "data", "secrets", "run", "log")) {
            assertThat(root.resolve(folder)).isDirectory();
        }
        assertThat(Files.getPosixFilePermissions(home.secrets()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.readString(home.conf().resolve("README"))).contains("<pid>.json").contains("$[secret:name]");
    }
}
