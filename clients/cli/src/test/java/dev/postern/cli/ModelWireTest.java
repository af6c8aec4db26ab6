// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import dev.postern.api.json.JsonArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code model add}, {@code list} and {@code test} of endpoints that speak another wire. */
class ModelWireTest {
    private static final String KEY = "sk-canary-4711";
    private static final FakeEndpoint.Script RESPONSE = FakeEndpoint.says(200, """
            {"object":"response","status":"completed","error":null,"output":[{"type":"reasoning","summary":[]},
             {"type":"message","content":[{"type":"output_text","text":"Good "},{"type":"output_text","text":"day."}]}],
             "usage":{"input_tokens":9,"output_tokens":2}}""");
    private static final FakeEndpoint.Script MESSAGE = FakeEndpoint.says(200, """
            {"type":"message","role":"assistant","content":[{"type":"text","text":"Good day."}],
             "stop_reason":"end_turn","usage":{"input_tokens":9,"output_tokens":2}}""");

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
    void triesOneWireAfterAnother() throws Exception {
        at.endpoint.chat = FakeEndpoint.says(404, "{\"error\":\"no such path\"}");
        at.endpoint.messages = MESSAGE;
        var ended = at.addWithKey(KEY, "--name", "far", "--model", "m");
        assertThat(ended.out()).contains("wire      messages", "far/m", "Good day.", "read     9",
                "conf/dev.postern.models.anthropic~far.json");
        assertThat(at.endpoint.requests).hasSize(3);
        assertThat(at.endpoint.requests.getLast()).hasToString("{\"model\":\"m\",\"stream\":false,\"max_tokens\":16,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Say hello in one word.\"}]}");
        assertThat(at.endpoint.keys).containsOnly("Bearer " + KEY, "2023-06-01 " + KEY).last()
                .isEqualTo("2023-06-01 " + KEY);
        // of what was tried in vain nothing is left
        assertThat(at.conf("dev.postern.access").array("hosts").map(JsonArray::strings).orElseThrow())
                .containsExactly("adapters-webhook=*:*", "models-anthropic=127.0.0.1:" + at.endpoint.port());
        assertThat(at.files()).containsOnlyKeys("conf/dev.postern.access.json",
                "conf/dev.postern.models.anthropic~far.json", "conf/dev.postern.planner.models.json",
                "secrets/far.key");

        // from now on it is known
        at.endpoint.requests.clear();
        assertThat(at.add("--url", at.endpoint.url(), "--name", "far").out()).contains("wire      messages");
        assertThat(at.endpoint.requests).hasSize(1);
        assertThat(at.shell.run("model", "list").out().replaceAll(" +", " "))
                .contains("far " + at.endpoint.url() + " messages true 1");
        assertThat(at.shell.run("model", "test", "far").out()).contains("Good day.");
    }

    @Test
    void aModelThatIsOnlyBehindResponsesIsFoundThere() throws Exception {
        at.endpoint.chat = FakeEndpoint.says(400,
                "{\"error\":{\"message\":\"This model is only supported in v1/responses.\"}}");
        at.endpoint.responses = RESPONSE;
        var ended = at.add("--url", at.endpoint.url(), "--name", "far", "--json");
        assertThat(FakeGateway.json(ended.out()).text("wire")).contains("responses");
        assertThat(FakeGateway.json(ended.out()).text("answer")).contains("Good day.");
        assertThat(at.endpoint.requests.getLast()).hasToString("{\"model\":\"m\",\"stream\":false,\"store\":false,"
                + "\"max_output_tokens\":16,\"input\":\"Say hello in one word.\"}");
        assertThat(at.conf("dev.postern.models.openai.responses~far").text("url")).contains(at.endpoint.url());
        assertThat(at.conf("dev.postern.access").toString()).contains("models-openai=127.0.0.1");
        assertThat(at.shell.run("model", "test", "far/m", "--json").out()).contains("\"wire\":\"responses\"");
    }

    @Test
    void asksOnlyOverTheWireThatIsNamedOrThatTheAddressEndsWith() throws Exception {
        at.endpoint.messages = MESSAGE;
        assertThat(at.add("--url", at.endpoint.url(), "--name", "a", "--wire", "messages").exit()).isZero();
        assertThat(at.add("--url", at.endpoint.url() + "/messages/", "--name", "b").exit()).isZero();
        assertThat(at.endpoint.requests).hasSize(2);
        var ended = at.add("--url", at.endpoint.url(), "--name", "c", "--wire", "responses", "--model", "m");
        assertThat(ended.err()).startsWith("postern: not_found: " + at.endpoint.url() + " has no model m");
        assertThat(at.endpoint.requests).hasSize(3);
    }

    @Test
    void whatNoWireAnswersIsToldAsTheFirstOneSaysIt() throws Exception {
        at.endpoint.chat = FakeEndpoint.says(401, "{\"error\":{\"message\":\"Bad key\"}}");
        assertThat(at.addWithKey(KEY, "--model", "m").err()).startsWith("postern: unauthenticated: ")
                .contains("it says: Bad key");
        assertThat(at.endpoint.requests).hasSize(3);
        assertThat(at.home).doesNotExist();
    }

    @Test
    void anEndpointKeepsItsWire() throws Exception {
        assertThat(at.add("--url", at.endpoint.url(), "--name", "far").exit()).isZero();
        var before = at.files();
        var ended = at.add("--url", at.endpoint.url(), "--name", "far", "--wire", "messages", "--replace");
        assertThat(ended.err())
                .startsWith("postern: conflict: conf/dev.postern.models.openai~far.json: far speaks chat");
        assertThat(at.files()).isEqualTo(before);
    }

    @Test
    void aModelThatTakesImagesIsShownThem() throws Exception {
        at.endpoint.messages = MESSAGE;
        assertThat(at.add("--url", at.endpoint.url(), "--name", "near", "--model", "blind").exit()).isZero();
        assertThat(at.conf("dev.postern.models.openai~near").members())
                .doesNotContainKey("postern.model.provider.images");
        for (var model : new String[]{"eye", "eye", "other"}) {
            assertThat(at.add("--url", at.endpoint.url(), "--name", "near", "--model", model, "--images").exit())
                    .isZero();
        }
        assertThat(at.conf("dev.postern.models.openai~near").array("postern.model.provider.images")
                .map(JsonArray::strings).orElseThrow()).containsExactly("eye", "other");
        // over this wire all are shown them
        assertThat(at.add("--url", at.endpoint.url() + "/messages", "--name", "far", "--images").exit()).isZero();
        assertThat(at.conf("dev.postern.models.anthropic~far").members())
                .doesNotContainKey("postern.model.provider.images");
    }

    @Test
    void theAddressOfAMakerIsKnown() throws Exception {
        assertThat(ModelWire.likely("https://api.anthropic.com")).first().isEqualTo(ModelWire.MESSAGES);
        assertThat(ModelWire.likely("https://api.openai.com/v1")).first().isEqualTo(ModelWire.CHAT);
        at.conf("dev.postern.models.anthropic~claude", "{\"postern.model.provider.name\":\"claude\"}");
        assertThat(ModelConf.read(at.home).endpoint("claude").orElseThrow().url())
                .isEqualTo("https://api.anthropic.com/v1");
    }
}
