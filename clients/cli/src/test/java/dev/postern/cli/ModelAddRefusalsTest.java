// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code model add} says when nothing comes of it, and that it leaves nothing behind. */
class ModelAddRefusalsTest {
    private static final String KEY = "sk-canary-4711";

    @TempDir
    Path folder;

    private ModelHome at;

    @BeforeEach
    void start() throws Exception {
        at = new ModelHome(folder.resolve("home"));
    }

    @AfterEach
    void stop() {
        at.close();
    }

    @Test
    void whatSomebodyElseChangedMeanwhileStays() throws Exception {
        at.conf("dev.postern.pipeline", "{}");
        var good = at.endpoint.chat;
        at.endpoint.chat = exchange -> {
            at.conf("dev.postern.pipeline", "{\"max.steps\":7}");
            good.answer(exchange);
        };
        var ended = at.add("--url", at.endpoint.url(), "--default");
        assertThat(ended.err()).startsWith("postern: conflict: conf/dev.postern.pipeline.json was changed meanwhile");
        assertThat(at.files()).containsExactly(Map.entry("conf/dev.postern.pipeline.json", "{\"max.steps\":7}"));
    }

    @Test
    void whatIsNoConfigurationIsLeftAlone() throws Exception {
        for (var broken : List.of("{\"hosts\":", "[]", "\u00ff")) {
            Files.write(at.conf("dev.postern.access", ""), broken.getBytes(StandardCharsets.ISO_8859_1));
            var ended = at.add("--url", at.endpoint.url());
            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.err()).contains("conf/dev.postern.access.json must hold one JSON object: mend it");
        }
        at.conf("dev.postern.access", "{\"hosts\":\"all\"}");
        assertThat(at.add("--url", at.endpoint.url()).err()).contains("hosts must be a list");
        assertThat(at.files()).hasSize(1);
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
    @Timeout(15)
    void writesNothingWhenNoModelAnswers(FakeEndpoint.Script script, String code, String why, String how)
            throws Exception {
        at.endpoint.chat = script;
        var ended = at.addWithKey(KEY, "--model", "other", "--default", "--timeout", "1");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("postern: " + code + ": http://127.0.0.1:").contains(why, how)
                .doesNotContain(KEY);
        assertThat(at.home).doesNotExist();
    }

    @Test
    void neitherRequestNorKeyFollowsARedirect() throws Exception {
        try (var elsewhere = new FakeEndpoint()) {
            at.endpoint.chat = FakeEndpoint.redirectsTo(elsewhere.url() + "/chat/completions");
            assertThat(at.addWithKey(KEY, "--model", "m").err()).contains("redirects to somewhere else", "--url");
            at.endpoint.models = FakeEndpoint.redirectsTo(elsewhere.url() + "/models");
            assertThat(at.addWithKey(KEY).err()).contains("redirects to somewhere else");
            assertThat(elsewhere.keys).isEmpty();
            assertThat(at.home).doesNotExist();
        }
    }

    @Test
    void saysThatNobodyIsThere() throws Exception {
        // bound, so that nobody else gets the port, and not listening
        try (var taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var url = "http://127.0.0.1:" + taken.getLocalPort() + "/v1";
            assertThat(at.add("--url", url).err()).startsWith("postern: unavailable: no server answers at " + url);
            assertThat(at.add("--ports", Integer.toString(taken.getLocalPort())).err())
                    .startsWith("postern: not_found: no server of this machine has a model; looked at the ports "
                            + taken.getLocalPort())
                    .contains("ollama serve", "--url");
        }
        assertThat(at.add("--url", "http://no-such-host.invalid/v1").err())
                .contains("nobody knows the host no-such-host.invalid");
        assertThat(at.home).doesNotExist();
    }

    @Test
    void passesOverWhoIsNoModelServer() throws Exception {
        try (var page = new FakeEndpoint(); var empty = new FakeEndpoint(); var locked = new FakeEndpoint()) {
            page.models = FakeEndpoint.says(200, "<html></html>");
            empty.models = FakeEndpoint.says(200, "{\"object\":\"list\",\"data\":[]}");
            locked.models = FakeEndpoint.says(401, "{}");
            var some = page.port() + "," + empty.port() + "," + locked.port();
            var ended = at.add("--ports", some);
            assertThat(ended.out().lines()).hasSize(2);
            assertThat(ended.out()).contains("local-" + empty.port() + "  " + empty.url() + "  no model",
                    locked.url() + "  wants a key");
            assertThat(ended.err()).contains(empty.url() + " has no model", "ollama pull");
            assertThat(at.add("--ports", some + "," + at.endpoint.port(), "--model", "none").err())
                    .contains("no server of this machine has the model none");
            assertThat(at.home).doesNotExist();
            assertThat(at.add("--ports", some + "," + at.endpoint.port()).out())
                    .contains("model     local-" + at.endpoint.port());
        }
    }

    @Test
    void namesOfModelsAreForeignText() throws Exception {
        at.endpoint.models = FakeEndpoint.says(200, """
                {"data":[{"id":"\\u001b]0;owned\\u0007\\n m"},{"id":"nomic-embed-text"},{"id":"/models/a.gguf"},{"id":7},
                 "x",{"id":"good:1b"}]}""");
        var ended = at.add("--ports", Integer.toString(at.endpoint.port()));
        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).contains("\\u001b]0;owned\\u0007 m nomic-embed-text").doesNotContain("\u001b",
                "\u0007");
        assertThat(ended.out()).contains("/good:1b");
        at.endpoint.models = FakeEndpoint.says(200, "{\"data\":[{\"id\":\"/a\\u202e.gguf\"}]}");
        var none = at.add("--url", at.endpoint.url(), "--name", "other");
        assertThat(none.err()).contains("has no model that can be asked", "/a\\u202e.gguf", "--alias");
    }

    @Test
    void oneOfManyElsewhereIsNotTakenUnasked() throws Exception {
        var far = new ModelEndpoint("far", EndpointUrl.of("https://192.0.2.1/v1"), ModelWire.CHAT, EndpointKey.NONE);
        assertThat(ModelCommands.choose(far, List.of("only"))).isEqualTo("only");
        var many = new ArrayList<String>();
        for (int i = 0; i < 300; i++) {
            many.add("m" + i);
        }
        assertThatThrownBy(() -> ModelCommands.choose(far, many)).isInstanceOf(Failure.class)
                .hasMessageContaining("has 300 models: name one").hasMessageContaining("m99 and 200 more");
    }

    @Test
    void aKeyIsOneLineAndNoMessageRepeatsIt() throws Exception {
        for (var bad : List.of("", " \n", KEY + "\n" + KEY, KEY + "\r\nX-Other: 1", "sk-\u00e9" + KEY,
                KEY.repeat(700))) {
            var ended = at.addWithKey(bad);
            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.err()).startsWith("postern: invalid_params:").contains("key").doesNotContain("canary");
        }
        assertThat(at.endpoint.keys).isEmpty();
        assertThat(at.home).doesNotExist();
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
        "--url http://127.0.0.1:1/v1 --wire pigeon | --wire takes one of chat, responses, messages",
        "--key | --key goes with --url",
        "--key=sk-1 --url http://127.0.0.1:1/v1 | --key takes no value",
        "--ports 0 | --ports takes ports",
        "--ports 70000 | --ports takes ports",
        "--ports , | --ports takes one port to sixteen",
        "now | model add takes no arguments",
    })
    void endsWithTwoOnBadUsage(String line, String message) {
        var ended = at.add(line.split(" "));
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err()).startsWith("postern: " + message).doesNotContain("secret@", "sk-1");
        assertThat(at.home).doesNotExist();
    }
}
