// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.client.ClientException;
import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.model.ModelUsage;
import org.junit.jupiter.api.Test;

/** What a turn looks like on both wires. */
final class TellingTest {
    private static final Head HEAD = new Head("t_1", "s_1", Instant.ofEpochSecond(1_700_000_000), "postern",
            JsonObject.EMPTY);
    private static final String CALL = "'call':'c_1_1_0','session':'s_1','turn':'t_1','tool':'time.now'";
    private static final ModelUsage USAGE = new ModelUsage(20, 4, 10);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void aTextIsToldAsItComesAndWholeInTheEnd() throws Exception {
        chat(client().says(0, 1, 0, "Hel").says(0, 1, 1, "lo").happens("turn.finished",
                "{'reply':'Hello.','steps':1}"));
        assertThat(texts()).containsExactly("", "Hel", "lo", ".");
        assertThat(last("finish_reason")).isEqualTo("stop");
        assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("data: [DONE]\n\n");
        var usage = chunks().getLast().object("usage").orElseThrow();
        assertThat(usage.integer("prompt_tokens")).contains(20L);
        assertThat(usage.integer("total_tokens")).contains(30L);
    }

    @Test
    void aPieceThatIsLostLeavesNoHole() throws Exception {
        chat(client().says(0, 1, 0, "Hel").says(0, 1, 2, "wor").happens("turn.finished",
                "{'reply':'Hello world','steps':1}"));
        assertThat(String.join("", texts())).isEqualTo("Hello world");
    }

    @Test
    void whoComesLateHearsItAllInTheEnd() throws Exception {
        chat(client().says(0, 1, 5, "rld").happens("turn.finished", "{'reply':'Hello world','steps':1}"));
        assertThat(texts()).containsExactly("", "Hello world");
    }

    @Test
    void whatBrokeOffIsSaidAnewAndSaysSo() throws Exception {
        chat(client().says(0, 1, 0, "Hal").says(0, 2, 0, "Hello").happens("turn.finished",
                "{'reply':'Hello','steps':1}"));
        assertThat(String.join("", texts())).startsWith("Hal\n\n[This broke off").endsWith("\n\nHello");
    }

    @Test
    void callsStandBetweenTheTexts() throws Exception {
        chat(called());
        assertThat(String.join("", texts())).isEqualTo("Let me see.\n\nIt is late.");
        var ours = chunks().stream().flatMap(chunk -> chunk.object("postern").stream()).toList();
        assertThat(ours.stream().flatMap(event -> event.text("event").stream()))
                .containsExactly("tool.requested", "tool.started", "tool.finished");
        assertThat(chunks()).allMatch(chunk -> chunk.text("object").orElse("").equals("chat.completion.chunk"));
        var call = (JsonObject) ours.getLast().array("calls").orElseThrow().values().getFirst();
        assertThat(call.text("state")).contains("finished");
        assertThat(call.object("output").orElseThrow().text("time")).contains("late");
    }

    /** Records are told a moment after they are durable, by when the next text may have begun. */
    @Test
    void aStepThatIsToldLateDoesNotEndTheNextText() throws Exception {
        chat(client().says(0, 1, 0, "Let me see.").says(1, 1_001, 0, "It is")
                .happens("tool.requested", "{" + CALL + "}")
                .happens("turn.step", "{'step':1}").says(1, 1_001, 1, " late.")
                .happens("turn.finished", "{'reply':'It is late.','steps':2}"));
        assertThat(String.join("", texts())).isEqualTo("Let me see.\n\nIt is late.");
    }

    @Test
    void aFailureIsToldAsOne() throws Exception {
        chat(client().says(0, 1, 0, "Hal").happens("turn.failed", "{'code':'unavailable','message':'nobody answers'}"));
        var error = chunks().getLast().object("error").orElseThrow();
        assertThat(error.text("code")).contains("unavailable");
        assertThat(error.text("message")).contains("nobody answers");
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("[DONE]");
    }

    @Test
    void aRevokedTokenIsToldSo() throws Exception {
        var client = client();
        client.refusal = new ClientException("unauthenticated", "the token was revoked", null);
        chat(client);
        assertThat(chunks().getLast().object("error").orElseThrow().text("code")).contains("invalid_api_key");
    }

    @Test
    void anApprovalIsWaitedForAndThenNamed() throws Exception {
        var client = client().happens("approval.requested", "{'approval':'a_1','call':'c_1_1_0','tool':'files.write',"
                + "'mode':'confirm','input':{'path':'x'}}");
        chat(client);
        assertThat(String.join("", texts())).contains("approval a_1 for files.write (confirm)", "goes on by itself",
                "t_1");
        assertThat(chunks().stream().flatMap(chunk -> chunk.object("postern").stream())
                .flatMap(ours -> ours.text("state").stream())).containsExactly("waiting");
    }

    @Test
    void whoMayNotReadApprovalsIsToldThatItWaits() throws Exception {
        var client = new FakeClient();
        client.state = "waiting_approval";
        chat(client);
        assertThat(String.join("", texts())).contains("waits for a person's word");
    }

    @Test
    void whatTakesTooLongIsNotWaitedFor() throws Exception {
        new Telling(client(), "t_1", true, true, Settings.limits(Map.of("wait_seconds", 1)), () -> false, stream())
                .tell();
        var error = chunks().getLast().object("error").orElseThrow();
        assertThat(error.text("code")).contains("timeout");
        assertThat(error.text("message").orElse("")).contains("t_1", "goes on");
    }

    @Test
    void aResponseIsItemsWithTheirEvents() throws Exception {
        respond(called());
        assertThat(types()).containsExactly("response.created", "response.in_progress",
                "response.output_item.added", "response.content_part.added", "response.output_text.delta",
                "response.output_item.added", "response.mcp_call.in_progress", "response.mcp_call_arguments.done",
                "response.mcp_call.completed", "response.output_item.done",
                "response.output_text.done", "response.content_part.done", "response.output_item.done",
                "response.output_item.added", "response.content_part.added", "response.output_text.delta",
                "response.output_text.delta",
                "response.output_text.done", "response.content_part.done", "response.output_item.done",
                "response.completed");
        var numbers = chunks().stream().map(event -> event.integer("sequence_number").orElseThrow()).toList();
        for (int index = 0; index < numbers.size(); index++) {
            assertThat(numbers.get(index)).isEqualTo(index);
        }
        var response = chunks().getLast().object("response").orElseThrow();
        assertThat(response.text("id")).contains("resp_t_1");
        assertThat(response.text("status")).contains("completed");
        var items = response.array("output").orElseThrow().values().stream().map(JsonObject.class::cast).toList();
        assertThat(items).extracting(item -> item.text("type").orElse("")).containsExactly("message", "mcp_call",
                "message");
        assertThat(items).extracting(item -> item.text("status").orElse("")).containsOnly("completed");
        assertThat(items.get(1).text("output").orElse("")).contains("late");
        assertThat(response.object("usage").orElseThrow().integer("output_tokens")).contains(10L);
    }

    @Test
    void aFailedResponseSaysSo() throws Exception {
        respond(client().says(0, 1, 0, "Hal").happens("turn.failed", "{'code':'timeout','message':'too long'}"));
        assertThat(types().getLast()).isEqualTo("response.failed");
        var response = chunks().getLast().object("response").orElseThrow();
        assertThat(response.object("error").orElseThrow().text("message")).contains("too long");
        var text = (JsonObject) response.array("output").orElse(JsonArray.EMPTY).values().getFirst();
        assertThat(text.text("status")).contains("incomplete");
    }

    @Test
    void aResponseThatWaitsNamesTheRequest() throws Exception {
        respond(client().happens("approval.requested", "{'approval':'a_1','call':'c_1_1_0','tool':'files.write',"
                + "'mode':'confirm','input':{'path':'x'}}"));
        assertThat(types().getLast()).isEqualTo("response.incomplete");
        var response = chunks().getLast().object("response").orElseThrow();
        assertThat(response.object("incomplete_details").orElseThrow().text("reason")).contains("waiting_approval");
        assertThat(response.toString()).contains("\"type\":\"mcp_approval_request\"", "a_1");
    }

    private FakeClient called() {
        return client().says(0, 1, 0, "Let me see.").happens("tool.requested", "{" + CALL + ",'input':{'zone':'UTC'}}")
                .happens("tool.started", "{" + CALL + "}")
                .happens("tool.finished", "{" + CALL + ",'state':'finished','output':{'time':'late'}}")
                .happens("turn.step", "{'step':1}").says(1, 1_001, 0, "It is").says(1, 1_001, 1, " late.")
                .happens("turn.finished", "{'reply':'It is late.','steps':2}");
    }

    private static FakeClient client() {
        return new FakeClient("approvals:read");
    }

    private ChatStream stream() {
        return new ChatStream(new Sse(out), HEAD, true, () -> USAGE);
    }

    private void chat(FakeClient client) throws Exception {
        var stream = stream();
        stream.begin();
        new Telling(client, "t_1", true, false, limits(), () -> false, stream).tell();
    }

    private void respond(FakeClient client) throws Exception {
        var teller = new ResponseTeller(new ResponseAnswer(HEAD, "", Optional.empty()), "t_1", () -> USAGE,
                ResponseOuts.stream(new Sse(out)));
        teller.begin();
        new Telling(client, "t_1", true, false, limits(), () -> false, teller).tell();
    }

    private static Limits limits() {
        return Settings.limits(Map.of("wait_seconds", 60, "approval_wait_seconds", 0));
    }

    private List<JsonObject> chunks() {
        var chunks = new ArrayList<JsonObject>();
        for (var line : out.toString(StandardCharsets.UTF_8).split("\n")) {
            if (line.startsWith("data: {")) {
                chunks.add(Json.parse(line.substring("data: ".length())));
            }
        }
        return chunks;
    }

    private List<String> texts() {
        return chunks().stream().flatMap(chunk -> chunk.array("choices").stream())
                .flatMap(choices -> choices.values().stream())
                .flatMap(choice -> ((JsonObject) choice).object("delta").stream())
                .flatMap(delta -> delta.text("content").stream()).toList();
    }

    private List<String> types() {
        return chunks().stream().map(event -> event.text("type").orElse("")).toList();
    }

    private String last(String member) {
        return chunks().stream().flatMap(chunk -> chunk.array("choices").stream())
                .flatMap(choices -> choices.values().stream())
                .flatMap(choice -> ((JsonObject) choice).text(member).stream()).reduce((_, later) -> later).orElse("");
    }
}
