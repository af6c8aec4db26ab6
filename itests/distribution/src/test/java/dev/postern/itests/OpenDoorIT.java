// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.ModelServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own client speaks with a gateway that has a model. The last test kills the gateway that the others share. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenDoorIT {
    private static final String CHAT = "chat.completions.create";
    private static final String RESPONSES = "responses.create";

    @TempDir
    private static Path home;
    private static ModelServer model;
    private static Gateway gateway;
    private static OpenAi openai;

    @BeforeAll
    static void start() throws Exception {
        openai = OpenAi.start();
        model = new ModelServer();
        gateway = Gateway.builder(home)
                .configure("dev.postern.access",
                        "{\"hosts\":[\"models-openai=127.0.0.1:*\"],\"privateHosts\":[\"127.0.0.1\"]}")
                .configure("dev.postern.models.openai~local",
                        "{\"postern.model.provider.name\":\"local\",\"url\":\"" + model.url() + "\"}")
                .configure("dev.postern.planner.models", "{\"model\":\"local/m\",\"fallbacks\":[\"local/other\"]}")
                .configure("dev.postern.pipeline", "{\"planner\":\"models\"}")
                .configure("dev.postern.adapters.openai", "{\"approval.wait.seconds\":1,\"max.body.bytes\":100000}")
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
            model.close();
        }
        if (openai != null) {
            openai.close();
        }
    }

    @BeforeEach
    void forget() {
        model.reset();
    }

    @Test
    @Order(1)
    void listsWhomOneCanSpeakWith() throws Exception {
        var models = result(command("models.list")).array("data").orElseThrow();
        assertThat(texts(models, "id")).containsExactly("local/m", "local/other", "models", "postern", "rules");
        assertThat(result(command("models.retrieve", "'postern'")).text("object")).contains("model");
        assertThat(result(command("models.retrieve", "'local/other'")).text("id")).contains("local/other");
        for (var none : List.of("'gpt-none'", "'local/none'")) {
            assertThat(refused(command("models.retrieve", none)).text("code")).contains("model_not_found");
        }
        var few = result(command("models.list").with("key",
                new JsonString(token("messages:write", "sessions:read")))).array("data").orElseThrow();
        assertThat(texts(few, "id")).containsExactly("postern");
    }

    @Test
    @Order(1)
    void answersWholeAndTellsOfTheToolsThatItUsed() throws Exception {
        model.calls("time_now", "{\"zone\":\"Europe/Zurich\"}").says("It is late in Zürich 🌙.");
        var chat = result(
                command(CHAT, "{'model':'postern','temperature':0,'messages':[{'role':'user','content':'time?'}]}"));
        var choice = (JsonObject) chat.array("choices").orElseThrow().values().getFirst();
        assertThat(choice.object("message").orElseThrow().text("content")).contains("It is late in Zürich 🌙.");
        assertThat(choice.text("finish_reason")).contains("stop");
        assertThat(chat.object("usage").orElseThrow().integer("total_tokens")).contains(30L);
        var call = (JsonObject) chat.object("postern").orElseThrow().array("calls").orElseThrow().values().getFirst();
        assertThat(call.text("tool")).contains("time.now");
        assertThat(call.object("output").orElseThrow().text("zone")).contains("Europe/Zurich");
    }

    @Test
    @Order(1)
    void streamsChunksWithTheEventsOfTools() throws Exception {
        model.then(exchange -> {
            try (var out = ModelServer.stream(exchange)) {
                ModelServer.text(out, "Let me see.");
                ModelServer.call(out, "time_now", "{\"zone\":\"UTC\"}");
            }
        }).says("It is late 🌙.");
        var chunks = results(command(CHAT, "{'model':'postern','stream':true,'stream_options':{'include_usage':true},"
                + "'messages':[{'role':'user','content':'time?'}]}"));
        assertThat(content(chunks)).isEqualTo("Let me see.\n\nIt is late 🌙.");
        assertThat(chunks.stream().filter(chunk -> !content(List.of(chunk)).isEmpty()).count()).isGreaterThan(2);
        assertThat(chunks.stream().flatMap(chunk -> chunk.object("postern").stream())
                .flatMap(ours -> ours.text("event").stream()))
                .containsExactly("tool.requested", "tool.started", "tool.finished");
        assertThat(chunks.getLast().object("usage").orElseThrow().integer("prompt_tokens")).contains(20L);
        model.says("Hello there.");
        var made = result(command("chat.completions.stream", "{'model':'local/other','messages':[{'role':'user',"
                + "'content':'hi'}]}").with("final", text("finalChatCompletion")));
        assertThat(made.toString()).contains("\"content\":\"Hello there.\"");
        assertThat(model.requests().getLast().text("model")).contains("other");
    }

    @Test
    @Order(1)
    void respondsWithItemsAndGoesOnFromAResponse() throws Exception {
        model.calls("time_now", "{\"zone\":\"UTC\"}").says("It is late.").says("You are welcome.");
        var events = results(command(RESPONSES, "{'model':'postern','stream':true,'instructions':'Be brief.',"
                + "'input':'time?'}"));
        assertThat(events.stream().map(event -> event.text("type").orElse("")))
                .containsSubsequence("response.created", "response.mcp_call.completed", "response.output_text.delta",
                        "response.completed");
        var response = events.getLast().object("response").orElseThrow();
        assertThat(texts(response.array("output").orElseThrow(), "type")).containsExactly("mcp_call", "message");
        assertThat(model.requests().getFirst().toString()).contains("Be brief.");
        var id = response.text("id").orElseThrow();
        var next = result(
                command(RESPONSES, "{'model':'postern','previous_response_id':'" + id + "','input':'Thanks'}"));
        assertThat(next.text("output_text")).contains("You are welcome.");
        assertThat(next.object("conversation")).isEqualTo(response.object("conversation"));
        assertThat(roles(model.requests().getLast())).containsExactly("system", "user", "assistant", "user");
        var again = result(command("responses.retrieve", "'" + id + "'"));
        assertThat(again.text("status")).contains("completed");
        assertThat(again.text("output_text")).contains("It is late.");
        model.says("Hello there.");
        assertThat(result(command("responses.stream", "{'model':'postern','input':'hi'}").with("final",
                text("finalResponse"))).text("output_text")).contains("Hello there.");
    }

    @Test
    @Order(1)
    void aNamedSessionRemembersAndAnUnnamedOneGoesByTheClientsWord() throws Exception {
        model.says("Hi Ann.").says("Ann.").says("Bob.");
        result(command(CHAT, "{'model':'postern','metadata':{'session':'desk'},'messages':[{'role':'user',"
                + "'content':'I am Ann'}]}"));
        result(command(CHAT, "{'model':'postern','messages':[{'role':'user','content':'Who am I?'}]}",
                "{'headers':{'X-Postern-Session':'desk'}}"));
        assertThat(model.requests().getLast().toString()).contains("I am Ann", "Hi Ann.", "Who am I?");
        result(command(CHAT, "{'model':'postern','messages':[{'role':'user','content':'I am Bob'},{'role':'assistant',"
                + "'content':'Hi Bob.'},{'role':'user','content':'Who am I?'}]}"));
        assertThat(roles(model.requests().getLast())).containsExactly("system", "user", "assistant", "user");
        assertThat(model.requests().getLast().toString()).contains("Hi Bob.").doesNotContain("Ann");
        assertThat(refused(command(CHAT, "{'model':'rules','metadata':{'session':'desk'},'messages':[{'role':'user',"
                + "'content':'/help'}]}")).text("code")).contains("conflict");
    }

    @Test
    @Order(1)
    void refusesInTheWordsThatTheClientKnows() throws Exception {
        var hello = "{'model':'postern','messages':[{'role':'user','content':'hi'}]";
        var wrong = refused(command(CHAT, hello + "}").with("key", text("pt_wrong")));
        assertThat(wrong.text("name")).contains("AuthenticationError");
        assertThat(wrong.text("code")).contains("invalid_api_key");
        assertThat(refused(command(CHAT, hello + "}").with("key", text(token("sessions:read")))).text("name"))
                .contains("PermissionDeniedError");
        var many = refused(command(CHAT, hello + ",'n':2}"));
        assertThat(many.text("name")).contains("BadRequestError");
        assertThat(many.text("param")).contains("n");
        assertThat(refused(command(CHAT, hello.replace("postern", "gpt-none") + "}")).text("name"))
                .contains("NotFoundError");
        assertThat(refused(command(CHAT, hello.replace("hi", "x".repeat(200_000)) + "}")).integer("status"))
                .contains(413L);
        assertThat(refused(command("embeddings.create", "{'model':'m','input':'x'}")).text("code"))
                .contains("unknown_url");
        assertThat(model.requests()).isEmpty();
        model.refuses(401, "X-No", "1").refuses(401, "X-No", "1");
        assertThat(refused(command(CHAT, hello + "}")).integer("status")).contains(500L);
    }

    @Test
    @Order(1)
    void foreignPagesAndHostsAreRefused() throws Exception {
        var foreign = HttpRequest.newBuilder(gateway.uri("/v1/chat/completions"))
                .header("Authorization", "Bearer " + gateway.token()).header("Origin", "https://evil.example")
                .POST(HttpRequest.BodyPublishers.ofString("{}")).build();
        assertThat(gateway.send(foreign).statusCode()).isEqualTo(403);
        var shown = HttpRequest.newBuilder(gateway.uri("/v1/models")).build();
        assertThat(gateway.send(shown).statusCode()).isEqualTo(401);
    }

    @Test
    @Order(1)
    void theSameKeyIsTheSameAnswer() throws Exception {
        model.says("Once.").says("Twice.");
        var once = "{'headers':{'Idempotency-Key':'k-1'}}";
        var first = result(command(CHAT, "{'model':'postern','messages':[{'role':'user','content':'hi'}]}", once));
        var second = result(command(CHAT, "{'model':'postern','messages':[{'role':'user','content':'hi'}]}", once));
        assertThat(second).isEqualTo(first);
        assertThat(refused(command(CHAT, "{'model':'postern','messages':[{'role':'user','content':'ho'}]}", once))
                .text("code")).contains("idempotency_conflict");
        assertThat(model.requests()).hasSize(1);
    }

    @Test
    @Order(1)
    void whoHangsUpIsAnsweredAllTheSame() throws Exception {
        var hold = new CountDownLatch(1);
        model.then(exchange -> {
            try (var out = ModelServer.stream(exchange)) {
                ModelServer.text(out, "Half");
                hold.await();
                ModelServer.text(out, " and half.");
                out.write(
                        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
                                .getBytes(StandardCharsets.UTF_8));
            }
        });
        var body = "{'model':'postern','stream':true,'messages':[{'role':'user','content':'talk'}]}";
        var once = "{'headers':{'Idempotency-Key':'k-2'}}";
        var heard = results(command(CHAT, body, once).with("events", JsonNumber.of(2)));
        assertThat(content(heard)).isEqualTo("Half");
        hold.countDown();
        assertThat(content(results(command(CHAT, body, once)))).isEqualTo("Half and half.");
        assertThat(model.requests()).hasSize(1);
    }

    @Test
    @Order(1)
    void anApprovalIsNamedAndItsReplyFetchedLater() throws Exception {
        model.calls("files_write", "{\"path\":\"workspace/note.txt\",\"content\":\"hi\"}").says("Written.");
        var body = "{'model':'postern','messages':[{'role':'user','content':'write'}]}";
        var once = "{'headers':{'Idempotency-Key':'k-3'}}";
        var waiting = result(command(CHAT, body, once));
        var session = waiting.object("postern").orElseThrow().text("session").orElseThrow();
        try (var client = gateway.connect()) {
            var asked = Approvals.awaitOne(client, session);
            assertThat(waiting.toString()).contains("waits for approval " + Approvals.id(asked) + " for files.write");
            Approvals.decide(client, asked, "approve");
        }
        assertThat(result(command(CHAT, body, once)).toString()).contains("\"content\":\"Written.\"");
        assertThat(home.resolve("workspace/note.txt")).hasContent("hi");
    }

    @Test
    @Order(2)
    void killedInMidStreamTheSameKeyGetsTheOneReply() throws Exception {
        var begun = new CountDownLatch(1);
        var hold = new CountDownLatch(1);
        model.then(exchange -> {
            try (var out = ModelServer.stream(exchange)) {
                ModelServer.text(out, "Half a");
                begun.countDown();
                hold.await();
            }
        }).says("Whole.");
        var body = "{'model':'postern','stream':true,'messages':[{'role':'user','content':'talk'}]}";
        var once = "{'headers':{'Idempotency-Key':'k-4'}}";
        var command = command(CHAT, body, once);
        var broken = CompletableFuture.supplyAsync(() -> {
            try {
                return openai.call(command);
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
        try {
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            gateway.kill();
        } finally {
            hold.countDown();
        }
        assertThat(broken.get(60, TimeUnit.SECONDS).bool("ok")).contains(false);
        gateway = Gateway.start(home);
        assertThat(content(results(command(CHAT, body, once)))).isEqualTo("Whole.");
        assertThat(content(results(command(CHAT, body, once)))).isEqualTo("Whole.");
        assertThat(model.requests()).hasSize(2);
    }

    private static JsonObject command(String call, String... arguments) throws Exception {
        return JsonObject.builder().put("url", URI.create(gateway.uri("/v1").toString()).toString())
                .put("key", gateway.token()).put("call", call).put("args", OpenAi.args(arguments)).build();
    }

    private static JsonObject result(JsonObject command) throws Exception {
        var answer = openai.call(command);
        return answer.object("result").orElseThrow(() -> new AssertionError(answer));
    }

    private static List<JsonObject> results(JsonObject command) throws Exception {
        var answer = openai.call(command);
        return objects(answer.array("result").orElseThrow(() -> new AssertionError(answer)));
    }

    private static JsonObject refused(JsonObject command) throws Exception {
        var answer = openai.call(command);
        return answer.object("error").orElseThrow(() -> new AssertionError("was answered: " + answer));
    }

    private static String token(String... scopes) throws Exception {
        try (var operator = gateway.connect()) {
            return operator.call("tokens.create", JsonObject.builder().put("name", "test")
                    .put("scopes", JsonArray.ofStrings(List.of(scopes))).build()).text("token").orElseThrow();
        }
    }

    private static JsonString text(String text) {
        return new JsonString(text);
    }

    private static String content(List<JsonObject> chunks) {
        var content = new StringBuilder();
        chunks.stream().flatMap(chunk -> chunk.array("choices").stream()).flatMap(OpenDoorIT::stream)
                .flatMap(choice -> choice.object("delta").stream()).flatMap(delta -> delta.text("content").stream())
                .forEach(content::append);
        return content.toString();
    }

    private static List<String> roles(JsonObject request) {
        return texts(request.array("messages").orElseThrow(), "role");
    }

    private static List<String> texts(JsonArray objects, String member) {
        return stream(objects).map(object -> object.text(member).orElse("")).toList();
    }

    private static Stream<JsonObject> stream(JsonArray objects) {
        return objects.values().stream().map(JsonObject.class::cast);
    }

    private static List<JsonObject> objects(JsonArray objects) {
        return new ArrayList<>(stream(objects).toList());
    }
}
