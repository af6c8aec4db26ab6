// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.anthropic.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelAnswer.Stop;
import dev.postern.api.model.ModelCall;
import dev.postern.api.model.ModelDelta;
import dev.postern.api.model.ModelFailure;
import dev.postern.api.model.ModelLimits;
import dev.postern.api.model.ModelProvider;
import dev.postern.api.model.ModelUsage;
import dev.postern.models.http.Backoff;
import dev.postern.models.http.Means;
import dev.postern.models.http.ModelProviderContract;
import dev.postern.models.http.WireServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wire, with what servers do to it. */
class MessagesTest extends ModelProviderContract {
    private static final String START = "{'type':'message_start','message':{'id':'msg_1','type':'message',"
            + "'role':'assistant','content':[],'model':'m-2','stop_reason':null,'usage':{'input_tokens':2,"
            + "'cache_creation_input_tokens':10,'cache_read_input_tokens':5,'output_tokens':1}}}";
    private static final String PING = "{'type':'ping'}";
    private static final String STOP = "{'type':'message_stop'}";

    @Override
    protected ModelProvider provider(String url, Backoff backoff) {
        return new Messages(Means.settings(EndpointConfig.class,
                Map.of("postern_model_provider_name", "test", "url", url, "key", "model.key")), backoff);
    }

    @Override
    protected String path() {
        return "/messages";
    }

    @Override
    protected List<String> saying(String... pieces) {
        var events = new ArrayList<>(List.of(START, begin(0, "'type':'text','text':''"), PING));
        for (var piece : pieces) {
            events.add(grow(0, "'type':'text_delta','text':'" + piece + "'"));
        }
        return events;
    }

    @Override
    protected List<String> ending() {
        return ending("end_turn");
    }

    @Override
    protected List<String> calling(String id, String name, String arguments) {
        return List.of(use(1, id, name), input(1, arguments), end(1));
    }

    @Override
    protected String error(String message) {
        return "{'type':'error','error':{'type':'api_error','message':'" + message + "'}}";
    }

    @Override
    protected String whole(String text) {
        return "{'type':'message','role':'assistant','model':'m-2','content':[{'type':'text','text':'" + text
                + "'}],'stop_reason':'max_tokens','usage':{'input_tokens':1,'output_tokens':2}}";
    }

    @Override
    protected String image(String mediaType, String base64) {
        return "{'type':'image','source':{'type':'base64','media_type':'" + mediaType + "','data':'" + base64 + "'}}";
    }

    @Test
    void saysWhichModelAnsweredAndWhatItCost() throws Exception {
        server.stream(events(saying("Hello"), ending()));
        // cached tokens are counted beside the others on the wire, and what was written grows
        assertThat(ask()).isEqualTo(new ModelAnswer("m-2", "Hello", List.of(), Stop.DONE, new ModelUsage(17, 5, 9)));
        var headers = server.headers().getFirst();
        assertThat(headers.get("x-api-key")).containsExactly(Means.KEY);
        assertThat(headers.get("anthropic-version")).containsExactly("2023-06-01");
        assertThat(headers).doesNotContainKey("Authorization");
    }

    @Test
    void putsParallelCallsTogetherFromManyPieces() throws Exception {
        var events = new ArrayList<>(saying("I look."));
        events.add(end(0));
        events.add(use(1, "toolu_a", "one"));
        events.add(input(1, ""));
        for (var piece : "{,\\u0022x\\u0022,:,\\u0022Grü,ße\\u0022,}".split(",")) {
            events.add(input(1, piece));
        }
        events.add(end(1));
        events.addAll(List.of(use(2, "toolu_b", "two"), end(2)));
        events.addAll(ending("tool_use"));
        server.stream(events);
        var answer = ask();
        assertThat(answer.stop()).isEqualTo(Stop.CALLS);
        assertThat(answer.text()).isEqualTo("I look.");
        assertThat(answer.calls()).containsExactly(new ModelCall("toolu_a", "one", "{\"x\":\"Grüße\"}"),
                new ModelCall("toolu_b", "two", "{}"));
        assertThat(means.deltas()).containsExactly(new ModelDelta.Text("I look."), new ModelDelta.CallBegun(0, "one"),
                new ModelDelta.CallBegun(1, "two"));
    }

    @Test
    void takesInputsThatComeAtOnceAndCallsThatInterleave() throws Exception {
        server.stream(events(List.of(START,
                begin(0, "'type':'tool_use','id':'a','name':'one','input':{'k':1}"), use(1, "b", "two"),
                input(1, "{\\u0022n"), end(0), input(1, "\\u0022:2}"), end(1)), ending("tool_use")));
        assertThat(ask().calls()).containsExactly(new ModelCall("a", "one", "{\"k\":1}"),
                new ModelCall("b", "two", "{\"n\":2}"));
    }

    @Test
    void takesAWholeAnswerWithCalls() throws Exception {
        server.status(200, Map.of("Content-Type", "application/json; charset=utf-8"),
                ("{'type':'message','model':'m','content':[{'type':'text','text':'so'},"
                        + "{'type':'tool_use','id':'a','name':'one','input':{}},"
                        + "{'type':'tool_use','id':'b','name':'two','input':{'n':2}}],'stop_reason':'tool_use'}")
                        .replace('\'', '"'));
        assertThat(ask().calls()).containsExactly(new ModelCall("a", "one", "{}"),
                new ModelCall("b", "two", "{\"n\":2}"));
    }

    @Test
    void passesOverWhatItDoesNotKnow() throws Exception {
        server.stream(events(List.of(START, begin(0, "'type':'thinking','thinking':''"),
                grow(0, "'type':'thinking_delta','thinking':'hm'"), grow(0, "'type':'signature_delta','signature':'x'"),
                end(0), begin(1, "'type':'server_tool_use','id':'s','name':'web','input':{}"), input(1, "{}"), end(1),
                "{'type':'something_new','index':7}", begin(2, "'type':'text','text':'A'"),
                grow(2, "'type':'citations_delta','citation':{'text':'no'}"),
                grow(2, "'type':'text_delta','text':'B'"), end(2)), ending()));
        var answer = ask();
        assertThat(answer.text()).isEqualTo("AB");
        assertThat(answer.calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"end_turn, DONE", "stop_sequence, DONE", "max_tokens, LENGTH",
        "model_context_window_exceeded, LENGTH", "refusal, FILTERED"})
    void saysWhyItEnded(String reason, Stop stop) throws Exception {
        server.stream(events(saying("x"), ending(reason)));
        assertThat(ask().stop()).isEqualTo(stop);
    }

    @Test
    void anAnswerThatSaidWhyItEndedIsWhole() throws Exception {
        var events = new ArrayList<>(events(saying("x"), ending()));
        events.remove(STOP);
        server.stream(events);
        assertThat(ask().text()).isEqualTo("x");
    }

    @Test
    void anEmptyAnswerIsNoneWhateverItSaysOfItself() {
        server.stream(events(List.of(START), ending("end_turn").subList(1, 3)));
        assertFails("Unreadable", "nothing in it");
        server.stream(events(List.of(START), ending("refusal").subList(1, 3)));
        assertFails("Unreadable", "withheld all of it");
    }

    @Test
    void anEventWithoutATypeIsOfAnotherWire() {
        server.stream(List.of("{'choices':[{'index':0,'delta':{'content':'x'}}]}"));
        assertFails("Unreadable", "an event of it has no type");
    }

    @Test
    void overloadedBeforeAnythingCameIsTriedAgain() throws Exception {
        var overloaded = "{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}";
        server.stream(List.of(overloaded)).stream(List.of(START, PING, overloaded))
                .stream(events(saying("ok"), ending()));
        assertThat(ask().text()).isEqualTo("ok");
        assertThat(server.requests()).hasSize(3);
        server.stream(List.of(START, use(0, "a", "one"), overloaded));
        assertFails("CutOff", "broke its answer off; it says: Overloaded");
        assertThat(server.requests()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({"authentication_error, KeyRefused", "permission_error, KeyRefused", "billing_error, KeyRefused",
        "not_found_error, NoSuchModel", "invalid_request_error, RequestRefused",
        "request_too_large, RequestRefused"})
    void anErrorEventThatNothingHelpsIsNotTriedAgain(String type, String failure) {
        server.stream(List.of("{'type':'error','error':{'type':'" + type + "','message':'no'}}"));
        assertFails(failure, "began no answer; it says: no");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void anErrorEventAboutTheRateIsTriedAgain() throws Exception {
        server.stream(List.of("{'type':'error','error':{'type':'rate_limit_error','message':'slow'}}"))
                .stream(events(saying("ok"), ending()));
        assertThat(ask().text()).isEqualTo("ok");
    }

    @Test
    void pingsAreNoPiecesOfAnAnswer() {
        var end = new CountDownLatch(1);
        server.then(exchange -> {
            try (var out = WireServer.begin(exchange)) {
                while (!end.await(20, TimeUnit.MILLISECONDS)) {
                    WireServer.event(out, PING);
                }
            }
        });
        long begin = System.nanoTime();
        try {
            var failed = fails(() -> ask(new ModelLimits(LONG, Duration.ofMillis(300), LONG, 50, 100_000)));
            assertThat(failed.failure()).isEqualTo(new ModelFailure.TimedOut());
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONG);
        } finally {
            end.countDown();
        }
    }

    private static List<String> ending(String reason) {
        return List.of(end(0), "{'type':'message_delta','delta':{'stop_reason':'" + reason
                + "','stop_sequence':null},'usage':{'output_tokens':9}}", STOP);
    }

    private static String begin(int index, String block) {
        return "{'type':'content_block_start','index':" + index + ",'content_block':{" + block + "}}";
    }

    private static String use(int index, String id, String name) {
        return begin(index, "'type':'tool_use','id':'" + id + "','name':'" + name + "','input':{}");
    }

    private static String grow(int index, String delta) {
        return "{'type':'content_block_delta','index':" + index + ",'delta':{" + delta + "}}";
    }

    private static String input(int index, String json) {
        return grow(index, "'type':'input_json_delta','partial_json':'" + json + "'");
    }

    private static String end(int index) {
        return "{'type':'content_block_stop','index':" + index + "}";
    }
}
