// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelAddTest {
    private static final String KEY = "sk-canary-4711";

    @TempDir
    Path folder;

    private Path home;
    private FakeEndpoint endpoint;
    private Shell shell;

    @BeforeEach
    void start() throws Exception {
        home = folder.resolve("home");
        endpoint = new FakeEndpoint();
        shell = new Shell(Map.of("POSTERN_HOME", home.toString()));
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    private Shell.Ended add(String... more) {
        return shell.run(Stream.concat(Stream.of("model", "add"), Stream.of(more)).toArray(String[]::new));
    }

    private Shell.Ended addWithKey(String key, String... more) {
        var standard = System.in;
        System.setIn(new ByteArrayInputStream(key.getBytes(StandardCharsets.UTF_8)));
        try {
            return add(Stream.concat(Stream.of("--url", endpoint.url(), "--key"), Stream.of(more))
                    .toArray(String[]::new));
        } finally {
            System.setIn(standard);
        }
    }

    /** All that lies in the home, by name. */
    private Map<String, String> files() throws Exception {
        var files = new TreeMap<String, String>();
        if (Files.exists(home)) {
            try (var all = Files.walk(home)) {
                for (var file : all.filter(Files::isRegularFile).toList()) {
                    files.put(home.relativize(file).toString(), Files.readString(file));
                }
            }
        }
        return files;
    }

    private JsonObject conf(String pid) throws Exception {
        return FakeGateway.json(Files.readString(home.resolve("conf").resolve(pid + ".json")));
    }

    private Path conf(String pid, String content) throws Exception {
        return Files.writeString(Files.createDirectories(home.resolve("conf")).resolve(pid + ".json"), content);
    }

    private String mode(String path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(path)));
    }

    @Test
    void findsAServerOfThisMachineAsksItAndWritesWhatAGatewayTakes() throws Exception {
        var ended = add("--ports", Integer.toString(endpoint.port()));
        assertThat(ended.err()).startsWith("A gateway that runs takes this within a second. The planner stays rules:");
        var name = "local-" + endpoint.port();
        assertThat(ended.out().replaceAll(" +", " ")).isEqualTo("""
                Found %1$s %2$s m
                endpoint %1$s
                url %2$s
                model %1$s/m
                answer Hello.
                tokens
                 read 14
                 written 3
                files
                 FILE DONE
                 conf/dev.postern.access.json made
                 conf/dev.postern.models.openai~%1$s.json made
                 conf/dev.postern.planner.models.json made""".formatted(name, endpoint.url()));
        assertThat(endpoint.requests).singleElement().hasToString("{\"model\":\"m\",\"stream\":false,\"max_tokens\":16,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Say hello in one word.\"}]}");
        assertThat(endpoint.keys).containsOnly("null");
        assertThat(conf("dev.postern.models.openai~" + name)).isEqualTo(JsonObject.builder()
                .put("postern.model.provider.name", name).put("url", endpoint.url()).build());
        assertThat(conf("dev.postern.access")).hasToString("{\"hosts\":[\"adapters-webhook=*:*\","
                + "\"models-openai=127.0.0.1:%1$d\"],\"privateHosts\":[\"127.0.0.1:%1$d\"]}"
                        .formatted(endpoint.port()));
        assertThat(conf("dev.postern.planner.models")).isEqualTo(JsonObject.of("model", name + "/m"));
        assertThat(files()).hasSize(3);
        assertThat(mode("conf")).isEqualTo("rwx------");
    }

    @Test
    void asksForJson() throws Exception {
        var ended = add("--json", "--default", "--name", "near", "--ports", Integer.toString(endpoint.port()));
        assertThat(ended.err()).isEmpty();
        assertThat(FakeGateway.json(ended.out()))
                .hasToString(("{\"endpoint\":\"near\",\"url\":\"%1$s\",\"model\":\"near/m\","
                        + "\"answer\":\"Hello.\",\"tokens\":{\"read\":14,\"written\":3},\"files\":["
                        + "{\"file\":\"conf/dev.postern.access.json\",\"done\":\"made\"},"
                        + "{\"file\":\"conf/dev.postern.models.openai~near.json\",\"done\":\"made\"},"
                        + "{\"file\":\"conf/dev.postern.planner.models.json\",\"done\":\"made\"},"
                        + "{\"file\":\"conf/dev.postern.pipeline.json\",\"done\":\"made\"}],"
                        + "\"found\":[{\"name\":\"local-%2$d\",\"url\":\"%1$s\",\"models\":[\"m\"]}]}")
                        .formatted(endpoint.url(), endpoint.port()));
        assertThat(conf("dev.postern.pipeline")).isEqualTo(JsonObject.of("planner", "models"));
    }

    @Test
    void takesAKeyThatIsNowhereButInItsFile() throws Exception {
        // it repeats what it was sent, where people look
        endpoint.models = FakeEndpoint.says(200, "{\"data\":[{\"id\":\"%s\"},{\"id\":\"m\"}]}".formatted(KEY));
        endpoint.chat = FakeEndpoint.says(200, """
                {"choices":[{"message":{"content":"Your key is %s."}}]}""".formatted(KEY));
        var ended = addWithKey("  " + KEY + "\n", "--name", "far", "--default");
        assertThat(ended.err()).startsWith("A gateway").contains("far/m decides in all sessions");
        assertThat(ended.out()).contains("Your key is [key].", "secrets/far.key").doesNotContain(KEY);
        assertThat(endpoint.keys).containsOnly("Bearer " + KEY);
        assertThat(conf("dev.postern.models.openai~far").text("key")).contains("far.key");
        var files = files();
        assertThat(files.remove("secrets/far.key")).isEqualTo(KEY + "\n");
        assertThat(files).hasSize(4);
        assertThat(files.toString()).doesNotContain(KEY);
        assertThat(mode("secrets/far.key")).isEqualTo("rw-------");
        assertThat(mode("secrets")).isEqualTo("rwx------");
    }

    @Test
    void theNextTimeItsOwnKeyIsUsedAndNobodyElses() throws Exception {
        assertThat(addWithKey(KEY, "--name", "far").exit()).isZero();
        endpoint.keys.clear();
        assertThat(add("--url", endpoint.url() + "/", "--name", "far").out()).contains("kept")
                .doesNotContain("changed");
        assertThat(endpoint.keys).containsOnly("Bearer " + KEY);
        assertThat(conf("dev.postern.models.openai~far").text("key")).contains("far.key");
        try (var other = new FakeEndpoint()) {
            var before = files();
            assertThat(add("--url", other.url(), "--name", "far").err()).contains("conflict", "url", "--replace");
            assertThat(files()).isEqualTo(before);
            assertThat(add("--url", other.url(), "--name", "far", "--replace").exit()).isZero();
            assertThat(other.keys).containsOnly("null");
            assertThat(conf("dev.postern.models.openai~far").members()).doesNotContainKey("key");
        }
    }

    @Test
    void losesNothingOfWhatIsConfigured() throws Exception {
        var access = conf("dev.postern.access", """
                {"roots": ["a=b"], "hosts": ["tools-web=example.org"], "privateHosts": ["10.0.0.1"],
                 "maxFileBytes": 1000, "sandbox": "off"}""");
        Files.setPosixFilePermissions(access, PosixFilePermissions.fromString("rw-r-----"));
        conf("dev.postern.pipeline", "{\"max.steps\": 5}");
        conf("dev.postern.planner.models", "{\"instruction\": \"Be brief.\", \"fallbacks\": [\"a/b\"]}");
        conf("dev.postern.models.openai~near",
                "{\"postern.model.provider.name\":\"near\",\"url\":\"" + endpoint.url() + "\",\"attempts\":2}");
        assertThat(add("--url", endpoint.url(), "--name", "near", "--default").exit()).isZero();
        assertThat(conf("dev.postern.access")).hasToString(("{\"roots\":[\"a=b\"],\"hosts\":[\"tools-web=example.org\","
                + "\"models-openai=127.0.0.1:%1$d\"],\"privateHosts\":[\"10.0.0.1\",\"127.0.0.1:%1$d\"],"
                + "\"maxFileBytes\":1000,\"sandbox\":\"off\"}").formatted(endpoint.port()));
        assertThat(mode("conf/dev.postern.access.json")).isEqualTo("rw-r-----");
        assertThat(conf("dev.postern.pipeline")).hasToString("{\"max.steps\":5,\"planner\":\"models\"}");
        assertThat(conf("dev.postern.planner.models")).hasToString(
                "{\"instruction\":\"Be brief.\",\"fallbacks\":[\"a/b\"],\"model\":\"near/m\"}");
        assertThat(conf("dev.postern.models.openai~near").integer("attempts")).contains(2L);
        // once is enough, and a grant of every port is one
        var before = files();
        assertThat(add("--url", endpoint.url(), "--name", "near", "--default").out()).doesNotContain("changed", "made");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void aGrantOfEveryPortIsOne() throws Exception {
        var wide = "{\"hosts\":[\"models-openai=127.0.0.1:*\"],\"privateHosts\":[\"127.0.0.1\"]}";
        conf("dev.postern.access", wide);
        assertThat(add("--url", endpoint.url()).exit()).isZero();
        assertThat(files()).containsEntry("conf/dev.postern.access.json", wide);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "dev.postern.models.openai~near | {\"postern.model.provider.name\":\"near\",\"url\":\"http://127.0.0.1:9/v1\"} | url",
        "dev.postern.models.openai~near | {\"postern.model.provider.name\":\"far\",\"url\":\"http://a/v1\"} | provider.name",
        "dev.postern.planner.models | {\"model\":\"other/m\"} | other/m",
        "dev.postern.pipeline | {\"planner\":\"rules\"} | rules",
    })
    void whatIsConfiguredOtherwiseStaysUnlessItIsToBeReplaced(String pid, String content, String named)
            throws Exception {
        conf(pid, content);
        var before = files();
        var ended = add("--url", endpoint.url(), "--name", "near", "--default");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).startsWith("postern: conflict: conf/" + pid + ".json").contains(named, "--replace");
        assertThat(files()).isEqualTo(before);
        assertThat(endpoint.requests).isEmpty();
        assertThat(add("--url", endpoint.url(), "--name", "near", "--default", "--replace").exit()).isZero();
        assertThat(conf("dev.postern.models.openai~near").text("url")).contains(endpoint.url());
        assertThat(conf("dev.postern.planner.models").text("model")).contains("near/m");
        assertThat(conf("dev.postern.pipeline").text("planner")).contains("models");
    }

    @Test
    void aKeyStaysUnlessItIsToBeReplaced() throws Exception {
        assertThat(addWithKey(KEY, "--name", "far").exit()).isZero();
        var ended = addWithKey("sk-another", "--name", "far");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).startsWith("postern: conflict: secrets/far.key holds another key");
        assertThat(files()).containsEntry("secrets/far.key", KEY + "\n");
        assertThat(addWithKey(KEY, "--name", "far").exit()).isZero();
        assertThat(addWithKey("sk-another", "--name", "far", "--replace").exit()).isZero();
        assertThat(files()).containsEntry("secrets/far.key", "sk-another\n");
        assertThat(mode("secrets/far.key")).isEqualTo("rw-------");
    }

    @Test
    void whatSomebodyElseChangedMeanwhileStays() throws Exception {
        conf("dev.postern.pipeline", "{}");
        var good = endpoint.chat;
        endpoint.chat = exchange -> {
            conf("dev.postern.pipeline", "{\"max.steps\":7}");
            good.answer(exchange);
        };
        var ended = add("--url", endpoint.url(), "--default");
        assertThat(ended.err()).startsWith("postern: conflict: conf/dev.postern.pipeline.json was changed meanwhile");
        assertThat(files()).containsExactly(Map.entry("conf/dev.postern.pipeline.json", "{\"max.steps\":7}"));
    }

    @Test
    void whatIsNoConfigurationIsLeftAlone() throws Exception {
        for (var broken : List.of("{\"hosts\":", "[]", "\u00ff")) {
            Files.write(conf("dev.postern.access", ""), broken.getBytes(StandardCharsets.ISO_8859_1));
            var ended = add("--url", endpoint.url());
            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.err()).contains("conf/dev.postern.access.json must hold one JSON object: mend it");
        }
        conf("dev.postern.access", "{\"hosts\":\"all\"}");
        assertThat(add("--url", endpoint.url()).err()).contains("hosts must be a list");
        assertThat(files()).hasSize(1);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        FakeEndpoint.says(401, "{\"error\":{\"message\":\"Bad key %s\\u001b[2J\"}}".formatted(KEY)),
                        "unauthenticated", "refuses the key: is it whole", "it says: Bad key [key]\\u001b[2J"),
                Arguments.of(FakeEndpoint.says(404, "{\"error\":\"no such model\"}"),
                        "not_found", "has no model other; it has m; it says: no such model", ""),
                Arguments.of(FakeEndpoint.says(200, "<html><body>Welcome</body></html>"),
                        "precondition_failed", "does not speak Chat Completions", "/v1"),
                Arguments.of(FakeEndpoint.says(200, "[]"), "precondition_failed", "does not speak", ""),
                Arguments.of(FakeEndpoint.says(200, "{\"choices\":[]}"), "precondition_failed", "no message", ""),
                Arguments.of(FakeEndpoint.says(200, "{\"error\":{\"message\":\"out of memory\"}}"),
                        "unavailable", "gives an error and no answer; it says: out of memory", ""),
                Arguments.of(FakeEndpoint.says(429, "{\"error\":{\"code\":\"insufficient_quota\"}}"),
                        "rate_limited", "nothing left to spend", ""),
                Arguments.of(FakeEndpoint.says(429, ""), "rate_limited", "try again later", ""),
                Arguments.of(FakeEndpoint.says(503, "<h1>busy</h1>"), "unavailable", "fails with status 503", ""),
                Arguments.of(FakeEndpoint.says(400, "{\"error\":{\"message\":\"no\"}}"),
                        "precondition_failed", "refuses the request with status 400; it says: no", ""),
                Arguments.of(FakeEndpoint.dribbles(), "timeout", "did not answer within 1 s", "--timeout"),
                Arguments.of((FakeEndpoint.Script) exchange -> Thread.sleep(60_000),
                        "timeout", "did not answer within 1 s", "--timeout"),
                Arguments.of(FakeEndpoint.floods(), "unavailable", "cannot be read: it is longer than 1048576 bytes",
                        ""));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void writesNothingWhenNoModelAnswers(FakeEndpoint.Script script, String code, String why, String how)
            throws Exception {
        endpoint.chat = script;
        var ended = addWithKey(KEY, "--model", "other", "--default", "--timeout", "1");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("postern: " + code + ": http://127.0.0.1:").contains(why, how)
                .doesNotContain(KEY);
        assertThat(home).doesNotExist();
    }

    @Test
    void neitherRequestNorKeyFollowsARedirect() throws Exception {
        try (var elsewhere = new FakeEndpoint()) {
            endpoint.chat = FakeEndpoint.redirectsTo(elsewhere.url() + "/chat/completions");
            assertThat(addWithKey(KEY, "--model", "m").err()).contains("redirects to somewhere else", "--url");
            endpoint.models = FakeEndpoint.redirectsTo(elsewhere.url() + "/models");
            assertThat(addWithKey(KEY).err()).contains("redirects to somewhere else");
            assertThat(elsewhere.keys).isEmpty();
            assertThat(home).doesNotExist();
        }
    }

    @Test
    void saysThatNobodyIsThere() throws Exception {
        // bound, so that nobody else gets the port, and not listening
        try (var taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var url = "http://127.0.0.1:" + taken.getLocalPort() + "/v1";
            assertThat(add("--url", url).err()).startsWith("postern: unavailable: no server answers at " + url);
            assertThat(add("--ports", Integer.toString(taken.getLocalPort())).err())
                    .startsWith("postern: not_found: no server of this machine has a model; looked at the ports "
                            + taken.getLocalPort())
                    .contains("ollama serve", "--url");
        }
        assertThat(add("--url", "http://no-such-host.invalid/v1").err())
                .contains("nobody knows the host no-such-host.invalid");
        assertThat(home).doesNotExist();
    }

    @Test
    void passesOverWhoIsNoModelServer() throws Exception {
        try (var page = new FakeEndpoint(); var empty = new FakeEndpoint(); var locked = new FakeEndpoint()) {
            page.models = FakeEndpoint.says(200, "<html></html>");
            empty.models = FakeEndpoint.says(200, "{\"object\":\"list\",\"data\":[]}");
            locked.models = FakeEndpoint.says(401, "{}");
            var some = page.port() + "," + empty.port() + "," + locked.port();
            var ended = add("--ports", some);
            assertThat(ended.out().lines()).hasSize(2);
            assertThat(ended.out()).contains("local-" + empty.port() + "  " + empty.url() + "  no model",
                    locked.url() + "  wants a key");
            assertThat(ended.err()).contains(empty.url() + " has no model", "ollama pull");
            assertThat(add("--ports", some + "," + endpoint.port(), "--model", "none").err())
                    .contains("no server of this machine has the model none");
            assertThat(home).doesNotExist();
            assertThat(add("--ports", some + "," + endpoint.port()).out())
                    .contains("model     local-" + endpoint.port());
        }
    }

    @Test
    void namesOfModelsAreForeignText() throws Exception {
        endpoint.models = FakeEndpoint.says(200, """
                {"data":[{"id":"\\u001b]0;owned\\u0007\\n m"},{"id":"nomic-embed-text"},{"id":"/models/a.gguf"},{"id":7},
                 "x",{"id":"good:1b"}]}""");
        var ended = add("--ports", Integer.toString(endpoint.port()));
        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).contains("\\u001b]0;owned\\u0007 m nomic-embed-text").doesNotContain("\u001b",
                "\u0007");
        assertThat(ended.out()).contains("/good:1b");
        endpoint.models = FakeEndpoint.says(200, "{\"data\":[{\"id\":\"/a\\u202e.gguf\"}]}");
        var none = add("--url", endpoint.url(), "--name", "other");
        assertThat(none.err()).contains("has no model that can be asked", "/a\\u202e.gguf", "--alias");
    }

    @Test
    void oneOfManyElsewhereIsNotTakenUnasked() throws Exception {
        var far = new ChatEndpoint("far", EndpointUrl.of("https://192.0.2.1/v1"), EndpointKey.NONE);
        assertThat(ModelCommands.choose(far, List.of("only"))).isEqualTo("only");
        var many = new ArrayList<String>();
        for (int i = 0; i < 300; i++) {
            many.add("m" + i);
        }
        assertThatThrownBy(() -> ModelCommands.choose(far, many)).isInstanceOf(Failure.class)
                .hasMessageContaining("has 300 models: name one").hasMessageContaining("m99 and 200 more");
    }

    @Test
    void learnsWhatTheEndpointCallsTheLimit() throws Exception {
        var good = endpoint.chat;
        endpoint.chat = exchange -> {
            if (endpoint.requests.getLast().members().containsKey("max_tokens")) {
                FakeEndpoint.says(400, "{\"error\":{\"message\":\"Use 'max_completion_tokens' instead.\"}}")
                        .answer(exchange);
            } else {
                good.answer(exchange);
            }
        };
        assertThat(add("--url", endpoint.url(), "--name", "new").exit()).isZero();
        assertThat(conf("dev.postern.models.openai~new").text("tokens.field")).contains("max_completion_tokens");
        assertThat(endpoint.requests).hasSize(2);
        assertThat(add("--url", endpoint.url(), "--name", "new").exit()).isZero();
        assertThat(endpoint.requests).hasSize(3);
    }

    @Test
    void aKeyIsOneLineAndNoMessageRepeatsIt() throws Exception {
        for (var bad : List.of("", " \n", KEY + "\n" + KEY, KEY + "\r\nX-Other: 1", "sk-\u00e9" + KEY,
                KEY.repeat(700))) {
            var ended = addWithKey(bad);
            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.err()).startsWith("postern: invalid_params:").contains("key").doesNotContain("canary");
        }
        assertThat(endpoint.keys).isEmpty();
        assertThat(home).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--url ftp://a | --url is the address of an endpoint",
        "--url https://u:secret@a/v1 | --url is the address of an endpoint",
        "--url http://127.0.0.1:1/v1 --name Big | --name takes a-z",
        "--url http://127.0.0.1:1/v1 --name ../x | --name takes a-z",
        "--url http://127.0.0.1:1/v1 --model /etc | --model takes letters",
        "--url http://127.0.0.1:1/v1 --ports 1 | --ports goes without --url",
        "--url http://127.0.0.1:1/v1 --timeout 0 | --timeout takes a whole number",
        "--key | --key goes with --url",
        "--key=sk-1 --url http://127.0.0.1:1/v1 | --key takes no value",
        "--ports 0 | --ports takes ports",
        "--ports 70000 | --ports takes ports",
        "--ports , | --ports takes one port to sixteen",
        "now | model add takes no arguments",
    })
    void endsWithTwoOnBadUsage(String line, String message) {
        var ended = add(line.split(" "));
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err()).startsWith("postern: " + message).doesNotContain("secret@", "sk-1");
        assertThat(home).doesNotExist();
    }

    @Test
    void itsUrlStandsForTheEndpointInHelpAndCompletion() {
        var help = shell.run("model", "add", "--help").out();
        assertThat(help.lines().filter(line -> line.strip().startsWith("--url "))).singleElement().asString()
                .contains("endpoint's address");
        assertThat(shell.run("completion", "bash").out()).contains("'model ') words='add list test'",
                "'model add') words='--url --name --model --key");
    }
}
