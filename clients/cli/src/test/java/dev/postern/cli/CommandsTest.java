// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class CommandsTest {
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
    void listsInColumns() {
        gateway.on("sessions.list", """
                {"sessions":[{"id":"s_1","state":"active","surface":"gateway","peer":"p","thread":"a\\u001b[2J","updatedAt":"x"},
                 {"id":"s_2222","state":"paused"}],"next":"s_2222"}""");
        var ended = shell.run("sessions", "list", "--limit", "2");
        assertThat(ended.out()).isEqualTo("""
                ID      STATE   SURFACE  PEER  THREAD      UPDATED AT
                s_1     active  gateway  p     a\\u001b[2J  x
                s_2222  paused""");
        assertThat(ended.err()).isEqualTo("There is more: --next s_2222");
        assertThat(ended.exit()).isZero();
        assertThat(gateway.params("sessions.list")).hasToString("{\"limit\":2}");
    }

    @Test
    void printsResultsAsTheyCameForPrograms() {
        gateway.on("sessions.list", "{\"sessions\":[],\"new\":1}");
        var ended = shell.run("--json", "sessions", "list");
        assertThat(ended).isEqualTo(new Shell.Ended(0, "{\"sessions\":[],\"new\":1}", ""));
    }

    @Test
    void listsTheTurnsThatHaveNotEndedOrThoseOfASession() {
        gateway.on("turns.list", "{\"turns\":[{\"id\":\"t_1\",\"session\":\"s_1\",\"state\":\"in_doubt\"}]}");
        assertThat(shell.run("turns").out()).contains("t_1", "s_1", "in_doubt");
        assertThat(gateway.params("turns.list")).isEqualTo(JsonObject.EMPTY);
        shell.run("turns", "list", "s_1");
        assertThat(gateway.params("turns.list")).isEqualTo(JsonObject.of("session", "s_1"));
    }

    @Test
    void showsASummaryAndWhatItCovers() {
        gateway.on("sessions.summary", """
                {"summary":{"revision":2,"at":"noon","by":"local/m","origin":"person","text":"They count.\\nUp to \\u001b[2J.",
                 "range":{"first":"j1-1","last":"j1-9","lastTurn":"t_8","turns":8}}}""");
        assertThat(shell.run("sessions", "summary", "s_1").out()).isEqualTo("""
                revision  2
                at        noon
                by        local/m
                origin    person
                turns     8
                lastTurn  t_8

                They count.
                Up to \\u001b[2J.""");
        assertThat(gateway.params("sessions.summary")).isEqualTo(JsonObject.of("session", "s_1"));
        gateway.on("sessions.summary", "{}");
        assertThat(shell.run("sessions", "summary", "s_1"))
                .isEqualTo(new Shell.Ended(0, "", "The session has no summary yet."));
    }

    @Test
    void showsAScratchpad() {
        gateway.on("sessions.scratchpad",
                """
                {"revision":3,"entries":[{"key":"order","text":"4711","origin":"person","by":"c_1","at":"a","expiresAt":"b"}]}""");
        assertThat(shell.run("sessions", "scratchpad", "s_1").out()).isEqualTo("""
                KEY    ORIGIN  EXPIRES AT  TEXT
                order  person  b           4711""");
    }

    @Test
    void explainsFailuresOnStandardError() {
        gateway.on("turns.get", (params, connection) -> connection.error("not_found", "there is no turn t_1"));
        assertThat(shell.run("turns", "get", "t_1", "--json"))
                .isEqualTo(new Shell.Ended(1, "", "postern: not_found: there is no turn t_1"));
    }

    @Test
    void namesTheCodeOfAToolThatFailed() {
        var error = JsonObject.builder()
                .put("code", "precondition_failed")
                .put("message", "no paper")
                .put("details",
                        new JsonArray(List.of(JsonObject.of("call", "call_1"), JsonObject.of("toolCode", "no_paper"))))
                .build();
        assertThat(Failure.of(error)).hasMessage("no paper");
        assertThat(Failure.of(error).code()).isEqualTo("precondition_failed (no_paper)");
    }

    @Test
    void explainsARefusedToken() {
        var wrong = new Shell(Map.of("POSTERN_URL", "ws://127.0.0.1:" + gateway.port(), "POSTERN_TOKEN", "wrong"));
        assertThat(wrong.run("sessions", "list"))
                .isEqualTo(new Shell.Ended(1, "", "postern: unauthenticated: the token does not count"));
    }

    @Test
    void explainsThatNoGatewayAnswers() throws Exception {
        // bound, so that nobody else gets the port, and not listening
        try (var taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var address = "ws://127.0.0.1:" + taken.getLocalPort();
            var ended = shell.run("status", "--url", address);
            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.err()).startsWith("postern: unavailable: no gateway answers at " + address);
            var file = Files.writeString(folder.resolve("plugin.jar"), "a plugin").toString();
            assertThat(shell.run("plugins", "install", file, "--url", address).err())
                    .startsWith("postern: unavailable: no gateway answers at http://127.0.0.1:");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "frobnicate | there is no command frobnicate",
        "sessions frobnicate | there is no command sessions frobnicate",
        "sessions get | sessions get needs SESSION",
        "sessions get a b | sessions get takes SESSION and no more",
        "status now | status takes no arguments",
        "send hello --loud | unknown option --loud",
        "--loud | unknown option --loud",
        "--version | unknown option --version",
        "--home | --home needs DIR",
        "send hello --timeout | --timeout needs SECONDS",
        "send hello --timeout soon | --timeout takes a whole number",
        "send hello --no-wait=yes | --no-wait takes no value",
        "token create x | token create needs --scope",
        "token create x --scope a:b --expires soon | not a time: soon",
        "sessions update s_1 dryRun | not KEY=VALUE: dryRun",
        "approvals approve a_1 --any-arguments | --any-arguments goes with --grant",
        "approvals approve a_1 --grant long | not a time: long",
        "audit --since soon | not a moment: soon",
        "audit verify --key k | --key and --heads go with FILE",
        "policy put f --expected -1 | --expected takes a whole number of at least 0",
        "completion fish | completion is for bash or zsh",
        "call gateway.ping [] | the params must be a JSON object",
    })
    void endsWithTwoOnBadUsage(String line, String message) {
        var ended = shell.run(line.split(" "));
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err()).startsWith("postern: " + message);
        assertThat(ended.out()).isEmpty();
    }

    static final java.util.List<String> names = Catalog.NAMES;

    @ParameterizedTest
    @FieldSource("names")
    void explainsEveryCommand(String name) {
        var ended = shell.run(("help " + name).split(" "));
        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).startsWith("Usage: postern " + name).contains("--json");
        assertThat(shell.run((name + " --help").split(" ")).out()).isEqualTo(ended.out());
        assertThat(shell.run("help").out()).contains("  " + name + " ");
    }

    @Test
    void completesInBash() throws Exception {
        var script = Files.writeString(folder.resolve("completion"), shell.run("completion", "bash").out());
        assertThat(said("bash", "-c", "source " + script
                + "; COMP_WORDS=(postern sessions re); COMP_CWORD=2; _postern; echo ${COMPREPLY[@]};"
                + " COMP_WORDS=(postern send --no); _postern; echo ${COMPREPLY[@]};"
                + " COMP_WORDS=(postern sta); COMP_CWORD=1; _postern; echo ${COMPREPLY[@]}"))
                .isEqualTo("resume\n--no-wait\nstatus\n");
    }

    /** As at a terminal: a zsh without any configuration, and a key pressed. */
    @Test
    void completesInZsh() throws Exception {
        assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.exists(Path.of(path, "zsh"))),
                "no zsh here: its completion is not tried");
        var script = Files.writeString(folder.resolve("completion"), shell.run("completion", "zsh").out());
        assertThat(said("zsh", "-f", "-c", """
                zmodload zsh/zpty
                zpty shell zsh -f -i
                zpty -w shell "source %s; echo 'rea''dy'"
                zpty -r -m shell out '*ready*'
                zpty -w -n shell $'postern sessions res\\t'
                zpty -r -m shell out '*resume*' && echo completed
                """.formatted(script))).endsWith("completed\n");
    }

    private static String said(String... line) throws Exception {
        var program = new ProcessBuilder(line).redirectErrorStream(true).start();
        try {
            var said = CompletableFuture.supplyAsync(() -> text(program));
            return said.get(60, TimeUnit.SECONDS);
        } finally {
            program.destroyForcibly();
        }
    }

    private static String text(Process program) {
        try {
            return new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void invokesAToolWithValuesOfItsTypes() {
        gateway.on("tools.get", """
                {"tool":{"inputSchema":{"properties":{"text":{"type":"string"},"limit":{"type":"integer"},
                 "paths":{"type":"array"},"deep":{"type":"boolean"}}}}}""");
        gateway.on("tools.invoke", "{\"call\":\"c_1\",\"output\":{\"matches\":[{\"path\":\"a\"}]}}");
        var ended = shell.run(
                "tools", "invoke", "files.search", "text=7", "limit=7", "paths=a", "deep=true", "other=x", "--dry-run");
        assertThat(ended.out()).contains("c_1").contains("PATH").contains("a");
        assertThat(gateway.params("tools.invoke"))
                .hasToString("{\"tool\":\"files.search\",\"input\":{\"text\":\"7\",\"limit\":7,\"paths\":[\"a\"],"
                        + "\"deep\":true,\"other\":\"x\"},\"dryRun\":true}");
    }

    @Test
    void invokesAToolWithJson() {
        gateway.on("tools.invoke", "{\"call\":\"c_1\",\"output\":{}}");
        shell.run("tools", "invoke", "time.now", "{\"zone\":\"UTC\"}", "--session", "s_1");
        assertThat(gateway.params("tools.invoke"))
                .hasToString("{\"tool\":\"time.now\",\"input\":{\"zone\":\"UTC\"},\"session\":\"s_1\"}");
    }

    @Test
    void updatesTheRevisionItRead() {
        gateway.on("sessions.get", "{\"session\":{\"id\":\"s_1\",\"revision\":4}}");
        gateway.on("sessions.update", "{\"session\":{\"id\":\"s_1\",\"revision\":5}}");
        var ended = shell.run("sessions", "update", "s_1", "dryRun=true", "deny=[\"a.b\"]", "maxRisk=low");
        assertThat(ended.out()).contains("revision  5");
        assertThat(gateway.params("sessions.update"))
                .hasToString("{\"session\":\"s_1\",\"revision\":4,\"settings\":{\"dryRun\":true,\"deny\":[\"a.b\"],"
                        + "\"maxRisk\":\"low\"}}");
    }

    @Test
    void uploadsAPluginThenInstallsIt() throws Exception {
        gateway.on("plugins.install", "{\"plugin\":\"p\",\"version\":\"1.0.0\",\"plan\":{\"tools\":[\"p.t\"]}}");
        var file = Files.writeString(folder.resolve("p.jar"), "content");
        var ended = shell.run("plugins", "install", file.toString());
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).startsWith("p  1.0.0");
        assertThat(gateway.uploads).containsExactly("Bearer secret-token content");
        assertThat(gateway.params("plugins.install")).hasToString("{\"source\":{\"blob\":\"b_1\"}}");
    }

    @Test
    void keepsAMajorAndSaysWhoUsedItOnceItIsRetired() throws Exception {
        gateway.on("plugins.update", "{\"plugin\":\"p\",\"version\":\"2.0.0\",\"plan\":{},\"kept\":\"p@1\"}");
        var file = Files.writeString(folder.resolve("p.jar"), "content");
        assertThat(shell.run("plugins", "update", file.toString(), "--keep").err())
                .isEqualTo("The major before serves on as p@1.");
        assertThat(gateway.params("plugins.update")).hasToString("{\"source\":{\"blob\":\"b_1\"},\"keep\":true}");

        gateway.on("plugins.uninstall", "{\"plugin\":\"p@1\",\"version\":\"1.0.0\",\"plan\":{},"
                + "\"sessions\":{\"count\":1,\"moving\":1,\"sessions\":[\"s_1\"]}}");
        assertThat(shell.run("plugins", "uninstall", "p@1").out()).startsWith("p@1  removed").contains("moving", "s_1");
        gateway.on("plugins.uninstall", "{\"plugin\":\"p\",\"version\":\"2.0.0\",\"plan\":{},"
                + "\"sessions\":{\"count\":0,\"moving\":0,\"sessions\":[]}}");
        assertThat(shell.run("plugins", "uninstall", "p").out()).isEqualTo("p  removed");
    }

    @Test
    void showsTheStepsOfAChangeWhileItWaits() {
        gateway.on("events.subscribe", "{\"subscription\":\"u_1\",\"cursor\":\"j1-0\"}");
        gateway.on("plugins.rollback", (params, connection) -> {
            var whose = "\"change\":\"pc_1\",\"source\":\"request\",\"principal\":";
            connection.event("plugin.progress", "", "{\"step\":\"healthy\"," + whose + "\"k_1\"}");
            connection.event("plugin.progress", "", "{\"step\":\"fetched\"," + whose + "\"somebody\"}");
            connection.event("plugin.progress", "", "{\"step\":\"rolled_back\"," + whose + "\"k_1\"}");
            connection.result(FakeGateway.json("{\"plugin\":\"p\",\"version\":\"1.0.0\",\"replaced\":\"1.1.0\","
                    + "\"plan\":{\"tools\":[\"p.t\"]},\"waived\":\"takes less\"}"));
        });
        var ended = shell.run("plugins", "rollback", "p");
        assertThat(ended.out()).startsWith("p  1.0.0");
        assertThat(ended.err()).isEqualTo("  healthy\n  rolled back\nAn update would have been refused: takes less");
        assertThat(shell.run("plugins", "rollback", "p", "--json").err()).isEmpty();
    }

    @Test
    void appliesAFileAndFailsWithWhatCannotBeHad() throws Exception {
        gateway.on("plugins.apply", "{\"plugins\":[{\"plugin\":\"p\",\"action\":\"install\",\"version\":\"1.0.0\"},"
                + "{\"plugin\":\"q\",\"action\":\"update\",\"before\":\"1.0.0\",\"version\":\"2.0.0\","
                + "\"refused\":{\"code\":\"no_file\",\"reason\":\"no such file\"}}]}");
        var file = Files.writeString(folder.resolve("plugins.json"), "{\"format\":1,\"plugins\":{}}");
        var ended = shell.run("plugins", "apply", file.toString(), "--prune");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).contains("p       install", "q       update   1.0.0   2.0.0");
        assertThat(ended.err()).contains("q was not changed: no such file", "1 of 2 cannot be had");
        assertThat(gateway.params("plugins.apply"))
                .hasToString("{\"document\":{\"format\":1,\"plugins\":{}},\"plan\":false,\"prune\":true}");
        gateway.on("plugins.export", "{\"document\":{},\"text\":\"{\\n  \\\"format\\\": 1\\n}\\n\"}");
        assertThat(shell.run("plugins", "export").out()).isEqualTo("{\n  \"format\": 1\n}");
    }

    @Test
    void tellsWhatAFileWouldDoAndFailsWhenItWouldBeRefused() throws Exception {
        gateway.on("plugins.plan", "{\"plugin\":\"p\",\"version\":\"1.0.1\",\"installed\":\"1.0.0\",\"plan\":"
                + "{\"contract\":[{\"tool\":\"p.t@1.0.1\",\"needs\":\"major\",\"pointer\":\"/risk\",\"text\":\"rises\"}]},"
                + "\"refused\":{\"code\":\"contract_broken\",\"reason\":\"call it 2.0.0\"}}");
        var file = Files.writeString(folder.resolve("p.jar"), "content");
        var ended = shell.run("plugins", "plan", file.toString());
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).startsWith("p  1.0.1  instead of 1.0.0").contains("p.t@1.0.1", "major", "/risk");
        assertThat(ended.err()).isEqualTo("postern: contract_broken: call it 2.0.0");
        assertThat(gateway.params("plugins.plan")).hasToString("{\"source\":{\"blob\":\"b_1\"}}");
        shell.run("plugins", "plan", "p", "--change", "disable");
        assertThat(gateway.params("plugins.plan")).hasToString("{\"plugin\":\"p\",\"change\":\"disable\"}");
    }

    @Test
    void tellsWhyAPluginDoesNotServe() {
        gateway.on("plugins.list",
                "{\"plugins\":[{\"id\":\"p\",\"version\":\"1.0.0\",\"state\":\"failed\",\"reason\":\"it waits\"},"
                        + "{\"id\":\"q\",\"version\":\"2.0.0\",\"state\":\"active\",\"place\":\"isolated\",\"tools\":[\"q.t@1.0.0\",\"q.u@1.0.0\"]},"
                        + "{\"id\":\"z\",\"version\":\"1.0.0\",\"state\":\"disabled\"}],"
                        + "\"held\":[{\"plugin\":\"q\",\"version\":\"3.0.0\",\"installed\":\"2.0.0\",\"more\":[\"host h\"]}],"
                        + "\"refused\":[{\"file\":\"r.jar\",\"code\":\"not_a_bundle\",\"reason\":\"it is no jar\"}]}");
        assertThat(shell.run("plugins", "why", "p").out()).isEqualTo("p 1.0.0 does not serve: it waits");
        assertThat(shell.run("plugins", "why", "q").out()).isEqualTo("""
                q 2.0.0 serves q.t@1.0.0, q.u@1.0.0 from a process of its own
                An update waits for a word: q 3.0.0, not signed, asks for more than 2.0.0: host h; \
                ./postern plugins approve q lets it in""");
        assertThat(shell.run("plugins", "why", "z").out())
                .isEqualTo("z 1.0.0 is disabled; ./postern plugins enable z lets it serve");
        assertThat(shell.run("plugins", "why", "r.jar").out()).isEqualTo("r.jar was refused: it is no jar");
        assertThat(shell.run("plugins", "why", "q", "--json").out()).contains("\"id\":\"q\"");
        var unknown = shell.run("plugins", "why", "s");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).contains("there is no plugin s", "plugins list");
    }

    @Test
    void explainsARefusedUpload() throws Exception {
        gateway.uploadStatus = 413;
        var file = Files.writeString(folder.resolve("p.jar"), "content");
        assertThat(shell.run("plugins", "install", file.toString()))
                .isEqualTo(new Shell.Ended(1, "", "postern: invalid_params: Too large: at most 1 byte"));
        Files.write(file, new byte[2 << 20]);
        assertThat(shell.run("plugins", "install", file.toString()).err())
                .isEqualTo("postern: invalid_params: p.jar has"
                        + " 2097152 bytes, more than the gateway takes (max.bytes of dev.postern.blobs)");
        assertThat(shell.run("plugins", "install", "nowhere.jar").err()).contains("cannot read nowhere.jar");
    }

    @Test
    void printsNothingButTheTokenOnStandardOutput() {
        gateway.on("tokens.create", "{\"token\":\"pst_x\",\"info\":{\"id\":\"k_2\"}}");
        var ended = shell.run("token", "create", "n", "--scope", "a:b,c:*", "--scope", "d:e", "--expires", "2h");
        assertThat(ended.out()).isEqualTo("pst_x");
        assertThat(ended.err()).contains("k_2");
        assertThat(gateway.params("tokens.create"))
                .hasToString("{\"name\":\"n\",\"scopes\":[\"a:b\",\"c:*\",\"d:e\"],\"expiresInSeconds\":7200}");
    }

    @Test
    void showsStatusWithoutThePartsWhenThoseMayNotBeSeen() {
        gateway.on("gateway.info", "{\"version\":\"0.1.0\"}");
        gateway.on("gateway.health", (params, connection) -> connection.error("forbidden", "no"));
        var ended = shell.run("status");
        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).contains("k_1, may *", "version  0.1.0");
    }

    @Test
    void listsWhenAGroupIsNamedAlone() {
        gateway.on("tools.list", "{\"tools\":[{\"name\":\"time.now\"}]}");
        assertThat(shell.run("tools").out()).contains("time.now");
        assertThat(shell.run("tools", "--json").out()).isEqualTo("{\"tools\":[{\"name\":\"time.now\"}]}");
        assertThat(shell.run("tools", "--help").out()).contains("invoke").isEqualTo(shell.run("help", "tools").out());
    }

    @Test
    void showsWhatIsInsideIndentedAndListsAsTables() {
        gateway.on("turns.get",
                """
                {"turn":{"id":"t_1","error":{"code":"x"},"calls":[{"id":"c_1"},{"id":"c_2","tool":"a.b"}],"list":[1,2]}}""");
        assertThat(shell.run("turns", "get", "t_1").out()).isEqualTo("""
                id     t_1
                error
                  code  x
                calls
                  ID   TOOL
                  c_1
                  c_2  a.b
                list   [1,2]""");
    }

    @Test
    void callsAnyMethod() {
        gateway.on("gateway.ping", "{\"at\":\"now\"}");
        assertThat(shell.run("call", "gateway.ping")).isEqualTo(new Shell.Ended(0, "{\"at\":\"now\"}", ""));
    }

    @Test
    void findsThePortAndTheTokenInTheHome() throws Exception {
        gateway.on("gateway.ping", "{}");
        Files.createDirectories(folder.resolve("run"));
        Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(folder.resolve("run/port"), gateway.port() + "\n");
        Files.writeString(folder.resolve("secrets/operator.token"), FakeGateway.TOKEN + "\n");
        var fromHome = new Shell(Map.of("POSTERN_HOME", folder.toString()));
        assertThat(fromHome.run("call", "gateway.ping").exit()).isZero();
        var elsewhere = new Shell(Map.of());
        assertThat(elsewhere.run("--home", folder.toString(), "call", "gateway.ping").exit()).isZero();
        assertThat(elsewhere
                .run(
                        "call",
                        "gateway.ping",
                        "--url=http://127.0.0.1:" + gateway.port(),
                        "--token-file",
                        folder.resolve("secrets/operator.token").toString())
                .exit())
                .isZero();
        for (var address : List.of("ftp://x", "ws://127.0.0.1:99999", "ws://", "127.0.0.1:7717")) {
            var ended = elsewhere.run("status", "--url", address);
            assertThat(ended.exit()).as(address).isEqualTo(2);
            assertThat(ended.err()).contains("no address of a gateway: " + address);
        }
    }
}
