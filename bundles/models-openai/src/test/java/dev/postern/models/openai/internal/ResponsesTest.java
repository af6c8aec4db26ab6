// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonNull;
import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelAnswer.Stop;
import dev.postern.api.model.ModelCall;
import dev.postern.api.model.ModelDelta;
import dev.postern.api.model.ModelFailure;
import dev.postern.api.model.ModelLimits;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelProvider;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.model.ModelUsage;
import dev.postern.models.http.Backoff;
import dev.postern.models.http.Means;
import dev.postern.models.http.ModelProviderContract;
import dev.postern.models.http.WireServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wire, with what servers do to it. */
class ResponsesTest extends ModelProviderContract {
    private static final String CREATED = "{'type':'response.created','response':{'status':'in_progress','output':[]}}";
    private static final String THINKING = "{'type':'response.in_progress','response':{'status':'in_progress'}}";

    @Override
    protected ModelProvider provider(String url, Backoff backoff) {
        return new Responses(Means.settings(ResponsesConfig.class,
                Map.of("postern_model_provider_name", "test", "url", url, "key", "model.key", "reasoning", true)),
                backoff);
    }

    @Override
    protected String path() {
        return "/responses";
    }

    @Override
    protected List<String> saying(String... pieces) {
        var events = new ArrayList<>(List.of(CREATED, THINKING,
                added(0, "'type':'message','id':'msg_1','role':'assistant','content':[]"),
                "{'type':'response.content_part.added','output_index':0,'part':{'type':'output_text','text':''}}"));
        for (var piece : pieces) {
            events.add("{'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'" + piece
                    + "'}");
        }
        return events;
    }

    @Override
    protected List<String> ending() {
        return List.of(end("completed", ""));
    }

    @Override
    protected List<String> calling(String id, String name, String arguments) {
        return List.of(call(1, id, name), grow(1, arguments), done(1, id, name, arguments));
    }

    @Override
    protected String error(String message) {
        return "{'type':'error','code':'server_error','message':'" + message + "','param':null}";
    }

    @Override
    protected String whole(String text) {
        return "{'object':'response','status':'incomplete','error':null,'model':'m-2','output':[{'type':'message',"
                + "'content':[{'type':'output_text','text':'" + text + "'}]}],"
                + "'incomplete_details':{'reason':'max_output_tokens'},'usage':null}";
    }

    @Override
    protected String image(String mediaType, String base64) {
        return "{'type':'input_image','image_url':'data:" + mediaType + ";base64," + base64 + "'}";
    }

    @Test
    void saysWhichModelAnsweredAndWhatItCost() throws Exception {
        server.stream(events(saying("Hello"), ending()));
        assertThat(ask()).isEqualTo(new ModelAnswer("m-2", "Hello", List.of(), Stop.DONE, new ModelUsage(7, 5, 2)));
        assertThat(server.headers().getFirst().get("Authorization")).containsExactly("Bearer " + Means.KEY);
    }

    @Test
    void putsParallelCallsTogetherFromManyPieces() throws Exception {
        var events = new ArrayList<>(saying("I look."));
        events.add(call(1, "call_a", "one"));
        events.add(call(2, "call_b", "two"));
        for (var piece : "{,\\u0022x\\u0022,:,\\u0022Grü,ße\\u0022,}".split(",")) {
            events.add(grow(1, piece));
        }
        events.add(grow(2, "{}"));
        events.add(done(1, "call_a", "one", "{\\u0022x\\u0022:\\u0022Grüße\\u0022}"));
        events.add(done(2, "call_b", "two", "{}"));
        events.addAll(ending());
        server.stream(events);
        var answer = ask();
        assertThat(answer.stop()).isEqualTo(Stop.CALLS);
        assertThat(answer.text()).isEqualTo("I look.");
        assertThat(answer.calls()).containsExactly(new ModelCall("call_a", "one", "{\"x\":\"Grüße\"}"),
                new ModelCall("call_b", "two", "{}"));
        assertThat(means.deltas()).containsExactly(new ModelDelta.Text("I look."), new ModelDelta.CallBegun(0, "one"),
                new ModelDelta.CallBegun(1, "two"));
    }

    @Test
    void takesFromItemsAndTheResponseWhatDidNotComeInPieces() throws Exception {
        server.stream(List.of(CREATED, call(0, "call_a", "one"), done(0, "call_a", "one", "{\\u0022k\\u0022:1}"),
                done(1, "call_b", "two", "{}"),
                end("completed", "{'type':'function_call','call_id':'call_a','name':'one','arguments':'{}'},"
                        + "{'type':'function_call','call_id':'call_b','name':'two','arguments':'{}'},"
                        + "{'type':'message','content':[{'type':'output_text','text':'so','annotations':[]}]},"
                        + "{'type':'function_call','call_id':'call_c','name':'three','arguments':'{}'}")));
        var answer = ask();
        assertThat(answer.text()).isEqualTo("so");
        assertThat(answer.calls()).containsExactly(new ModelCall("call_a", "one", "{\"k\":1}"),
                new ModelCall("call_b", "two", "{}"), new ModelCall("call_c", "three", "{}"));
    }

    @Test
    void reasoningGoesBackToWhoThoughtItInItsPlace() throws Exception {
        server.stream(events(List.of(CREATED, added(0, "'type':'reasoning','id':'rs_1','summary':[]"),
                item(0, "'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':'AAA " + Means.KEY + "',"
                        + "'status':null"),
                call(1, "call_a", "one"), done(1, "call_a", "one", "{}"),
                item(2, "'type':'reasoning','id':'rs_2','summary':[{'type':'summary_text','text':'hm'}],"
                        + "'encrypted_content':'BBB'"),
                item(3, "'type':'reasoning','id':'rs_3','summary':[]"),
                call(4, "call_b", "two"), done(4, "call_b", "two", "{}")), ending()));
        var answer = ask();
        assertThat(answer.calls()).hasSize(2);
        assertThat(answer.text()).isEmpty();
        assertThat(answer.continuation().toString()).contains("AAA [key]", "BBB").doesNotContain("rs_3", "canary");

        var told = List.<ModelMessage>of(new ModelMessage.Said("hi"),
                new ModelMessage.Answered("", answer.calls(), answer.continuation()),
                new ModelMessage.Result("call_a", "1"), new ModelMessage.Result("call_b", "2"));
        server.stream(events(saying("ok"), ending()));
        ask(new ModelRequest("m", told, List.of(), limits()));
        assertThat(server.requests().getLast()).contains(("'input':[{'role':'user','content':'hi'},"
                + "{'type':'reasoning','summary':[],'encrypted_content':'AAA [key]'},"
                + "{'type':'function_call','call_id':'call_a','name':'one','arguments':'{}'},"
                + "{'type':'reasoning','summary':[{'type':'summary_text','text':'hm'}],"
                + "'encrypted_content':'BBB'},"
                + "{'type':'function_call','call_id':'call_b','name':'two','arguments':'{}'},"
                + "{'type':'function_call_output','call_id':'call_a','output':'1'},"
                + "{'type':'function_call_output','call_id':'call_b','output':'2'}]").replace('\'', '"'));

        // another model could not read it
        server.stream(events(saying("ok"), ending()));
        ask(new ModelRequest("other", told, List.of(), limits()));
        assertThat(server.requests().getLast()).contains("call_a").doesNotContain("AAA", "BBB");
    }

    @Test
    void passesOverWhatItDoesNotKnow() throws Exception {
        server.stream(events(List.of(CREATED, added(0, "'type':'web_search_call','id':'ws_1','status':'in_progress'"),
                "{'type':'response.web_search_call.searching','output_index':0}",
                "{'type':'response.reasoning_summary_text.delta','output_index':0,'delta':'hm'}",
                item(0, "'type':'web_search_call','id':'ws_1'"), "{'type':'response.something_new'}",
                "{'type':'response.output_text.delta','output_index':1,'delta':'A'}",
                "{'type':'response.output_text.annotation.added','output_index':1,'annotation':{'text':'no'}}",
                "{'type':'response.output_text.done','output_index':1,'text':'A'}",
                item(1, "'type':'message','content':[{'type':'output_text','text':'A'}]")), ending()));
        var answer = ask();
        assertThat(answer.text()).isEqualTo("A");
        assertThat(answer.calls()).isEmpty();
        assertThat(answer.continuation()).isEqualTo(JsonNull.NULL);
    }

    @Test
    void aRefusalIsWhatItSays() throws Exception {
        server.stream(List.of(CREATED, "{'type':'response.refusal.delta','output_index':0,'delta':'I may not.'}",
                end("completed", "")));
        assertThat(ask().text()).isEqualTo("I may not.");
    }

    @ParameterizedTest
    @CsvSource({"max_output_tokens, LENGTH", "content_filter, FILTERED"})
    void saysWhyItEnded(String reason, Stop stop) throws Exception {
        server.stream(events(saying("x"), List.of(incomplete(reason))));
        assertThat(ask().stop()).isEqualTo(stop);
    }

    @ParameterizedTest
    @CsvSource({"max_output_tokens, reached the limit of tokens", "content_filter, withheld all of it"})
    void anEmptyAnswerIsNoneWhateverItSaysOfItself(String reason, String words) {
        server.stream(List.of(CREATED, incomplete(reason)));
        assertFails("Unreadable", words);
    }

    @Test
    void anAnswerWithoutItsEndIsCutOff() {
        server.stream(events(saying("x"), List.of("[DONE]")));
        assertFails("CutOff", "before it was whole");
    }

    @Test
    void anEventWithoutATypeIsOfAnotherWire() {
        server.stream(List.of("{'choices':[{'index':0,'delta':{'content':'x'}}]}"));
        assertFails("Unreadable", "an event of it has no type");
    }

    @Test
    void aResponseThatFailedBeforeAnythingCameIsTriedAgain() throws Exception {
        server.stream(List.of(CREATED, failed("server_error"))).stream(List.of(CREATED, failed("rate_limit_exceeded")))
                .stream(events(saying("ok"), ending()));
        assertThat(ask().text()).isEqualTo("ok");
        assertThat(server.requests()).hasSize(3);
        server.stream(events(saying("H"), List.of(failed("server_error"))));
        assertFails("CutOff", "broke its answer off; it says: no");
        assertThat(server.requests()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({"insufficient_quota, KeyRefused", "model_not_found, NoSuchModel", "invalid_prompt, RequestRefused",
        "image_parse_error, RequestRefused"})
    void aFailureThatNothingHelpsIsNotTriedAgain(String code, String failure) {
        server.stream(List.of(CREATED, failed(code)));
        assertFails(failure, "began no answer; it says: no");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void thatItThinksIsNoPieceOfAnAnswer() {
        var end = new CountDownLatch(1);
        server.then(exchange -> {
            try (var out = WireServer.begin(exchange)) {
                WireServer.event(out, CREATED);
                WireServer.event(out, added(0, "'type':'reasoning','id':'rs_1','summary':[]"));
                while (!end.await(20, TimeUnit.MILLISECONDS)) {
                    WireServer.event(out, THINKING);
                }
            }
        });
        try {
            var failed = fails(() -> ask(new ModelLimits(LONG, Duration.ofMillis(300), LONG, 50, 100_000)));
            assertThat(failed.failure()).isEqualTo(new ModelFailure.TimedOut());
        } finally {
            end.countDown();
        }
    }

    private static String end(String status, String output) {
        return "{'type':'response." + status + "','response':{'status':'" + status + "','error':null,'model':'m-2',"
                + "'output':[" + output + "],'usage':{'input_tokens':7,'input_tokens_details':{'cached_tokens':5},"
                + "'output_tokens':2}}}";
    }

    private static String incomplete(String reason) {
        return "{'type':'response.incomplete','response':{'status':'incomplete','model':'m-2','output':[],"
                + "'incomplete_details':{'reason':'" + reason + "'}}}";
    }

    private static String failed(String code) {
        return "{'type':'response.failed','response':{'status':'failed','output':[],'error':{'code':'" + code
                + "','message':'no'}}}";
    }

    private static String added(int index, String item) {
        return "{'type':'response.output_item.added','output_index':" + index + ",'item':{" + item + "}}";
    }

    private static String item(int index, String item) {
        return "{'type':'response.output_item.done','output_index':" + index + ",'item':{" + item + "}}";
    }

    private static String call(int index, String id, String name) {
        return added(index, "'type':'function_call','id':'fc_" + index + "','call_id':'" + id + "','name':'" + name
                + "','arguments':'','status':'in_progress'");
    }

    private static String grow(int index, String more) {
        return "{'type':'response.function_call_arguments.delta','item_id':'fc_" + index + "','output_index':" + index
                + ",'delta':'" + more + "'}";
    }

    private static String done(int index, String id, String name, String arguments) {
        return item(index, "'type':'function_call','id':'fc_" + index + "','call_id':'" + id + "','name':'" + name
                + "','arguments':'" + arguments + "','status':'completed'");
    }
}
