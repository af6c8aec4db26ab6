// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.itests.harness.ForeignModelServer;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each wire against a server of other people's, which knows the wires by their references and nothing of us. */
class ForeignModelIT {
    /** One red pixel. */
    private static final String PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4"
            + "z8AAAAMBAQD3A0FDAAAAAElFTkSuQmCC";

    @TempDir
    private static Path home;
    private static ForeignModelServer model;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(ForeignModelServer.isPossible(), "npm is installed");
        model = ForeignModelServer.start(home);
        gateway = Gateway.builder(home)
                .configure("dev.postern.access",
                        "{\"hosts\":[\"models-openai=127.0.0.1:*\",\"models-anthropic=127.0.0.1:*\"],"
                                + "\"privateHosts\":[\"127.0.0.1\"]}")
                .configure("dev.postern.models.openai~chat",
                        endpoint("chat", ",\"postern.model.provider.images\":[\"*-4o\"]"))
                .configure("dev.postern.models.openai.responses~responses",
                        endpoint("responses", ",\"reasoning\":true"))
                .configure("dev.postern.models.anthropic~messages", endpoint("messages", ""))
                .configure("dev.postern.planner.models", "{\"model\":\"chat/gpt-4\"}")
                .configure("dev.postern.pipeline", "{\"planner\":\"models\"}")
                .secret("model.key", "canary-in-the-well-4717")
                .start();
    }

    private static String endpoint(String name, String more) {
        return "{\"postern.model.provider.name\":\"" + name + "\",\"url\":\"" + model.url()
                + "\",\"key\":\"model.key\"" + more + "}";
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        if (model != null) {
            model.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"chat/gpt-4o, /v1/chat/completions", "responses/gpt-5, /v1/responses",
        "messages/claude-opus-4-5, /v1/messages"})
    void aTurnUsesToolsAndSeesAnImage(String name, String path) throws Exception {
        try (var client = gateway.connect()) {
            choose(client, path, name);
            assertThat(client.say(Messages.in(path, "How late is it?")).text("reply"))
                    .contains("It is late in Zürich 🌙.");
            var messages = messages(model.understood(path).getLast());
            // both calls, and the result of each by its id, after the question
            assertThat(messages).filteredOn(message -> message.text("role").orElse("").equals("tool"))
                    .extracting(message -> message.text("tool_call_id").orElse(""))
                    .containsExactly("call_zurich", "call_utc");
            assertThat(messages.toString()).containsSubsequence("How late is it?", "I look.", "call_zurich",
                    "Europe/Zurich");

            assertThat(client.say(JsonObject.builder().put("thread", path).put("text", "What is it?")
                    .put("attachments", JsonArray.ofStrings(List.of(image()))).build()).text("reply"))
                    .contains("A red dot.");
        }
    }

    @Test
    void anImageIsOnlyShownToWhoTakesOne() throws Exception {
        try (var client = gateway.connect()) {
            choose(client, "seen", "chat/gpt-4o");
            var attached = JsonObject.builder().put("text", "What is it?")
                    .put("attachments", JsonArray.ofStrings(List.of(image())));
            client.say(attached.put("thread", "seen").build());
            var seen = messages(model.understood("/v1/chat/completions").getLast()).getLast();
            assertThat(seen.array("content").orElseThrow().toString()).contains("[attachment without a name, image/png",
                    "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + PNG + "\"}}");

            assertThat(client.say(attached.put("thread", "blind").build()).text("reply")).contains("A red dot.");
            var told = messages(model.understood("/v1/chat/completions").getLast()).getLast();
            assertThat(told.text("content").orElseThrow()).contains("this model takes no images]");
        }
    }

    /** The session of a thread is there once something was said in it. */
    private static void choose(WireClient client, String thread, String name) throws Exception {
        var session = client.say(Messages.in(thread, "What is it?")).text("session").orElseThrow();
        var found = client.call("sessions.get", JsonObject.of("session", session)).object("session").orElseThrow();
        client.call("sessions.update", JsonObject.builder().put("session", session)
                .put("revision", found.integer("revision").orElseThrow())
                .put("settings", (JsonObject) JsonValue.parse("{\"models\":{\"default\":\"" + name + "\"}}"))
                .build());
    }

    private static String image() throws Exception {
        var uploaded = gateway.send(gateway.authorized("/blobs").header("Content-Type", "image/png")
                .POST(BodyPublishers.ofByteArray(Base64.getDecoder().decode(PNG))).build());
        return ((JsonObject) JsonValue.parse(uploaded.body())).text("blob").orElseThrow();
    }

    private static List<JsonObject> messages(JsonObject request) {
        return request.array("messages").orElseThrow().values().stream().map(JsonObject.class::cast).toList();
    }
}
