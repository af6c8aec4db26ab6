// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonObject;
import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelAnswer.Stop;
import dev.postern.api.model.ModelCall;
import dev.postern.api.model.ModelLimits;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelProvider;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.model.ModelTool;
import dev.postern.api.model.ModelUsage;
import dev.postern.models.http.Backoff;
import dev.postern.models.http.Means;
import dev.postern.models.http.ModelClient;
import dev.postern.models.http.ModelProviderContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire, with what servers do to it. */
class ChatCompletionsTest extends ModelProviderContract {
    private static final String DONE = "[DONE]";
    private static final String STOP = "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}";

    @Override
    protected ModelProvider provider(String url, Backoff backoff) {
        return new ChatCompletions(config(Map.of("url", url)), backoff);
    }

    private static EndpointConfig config(Map<String, Object> more) {
        var settings = new HashMap<String, Object>(
                Map.of("postern_model_provider_name", "test", "key", "model.key"));
        settings.putAll(more);
        return Means.settings(EndpointConfig.class, settings);
    }

    @Override
    protected String path() {
        return "/chat/completions";
    }

    @Override
    protected List<String> saying(String... pieces) {
        var events = new ArrayList<>(List.of(
                "{'model':'m-2','choices':[{'index':0,'delta':{'role':'assistant','content':''}}]}"));
        for (var piece : pieces) {
            events.add("{'choices':[{'index':0,'delta':{'content':'" + piece + "'}}]}");
        }
        return events;
    }

    @Override
    protected List<String> ending() {
        return List.of(STOP, "{'choices':[],'usage':{'prompt_tokens':7,'completion_tokens':2,"
                + "'prompt_tokens_details':{'cached_tokens':5}}}", DONE);
    }

    @Override
    protected List<String> calling(String id, String name, String arguments) {
        return List.of(call("'index':0,'id':'" + id + "','function':{'name':'" + name + "','arguments':'" + arguments
                + "'}"));
    }

    @Override
    protected String error(String message) {
        return "{'error':{'message':'" + message + "'}}";
    }

    @Override
    protected String whole(String text) {
        return "{'choices':[{'message':{'content':'" + text + "'},'finish_reason':'length'}]}";
    }

    @Override
    protected String image(String mediaType, String base64) {
        return "{'type':'image_url','image_url':{'url':'data:" + mediaType + ";base64," + base64 + "'}}";
    }

    @Test
    void saysWhichModelAnsweredAndWhatItCost() throws Exception {
        server.stream(events(saying("Hello"), ending()));
        assertThat(ask()).isEqualTo(new ModelAnswer("m-2", "Hello", List.of(), Stop.DONE, new ModelUsage(7, 5, 2)));
        assertThat(server.headers().getFirst().get("Authorization")).containsExactly("Bearer " + Means.KEY);
    }

    @Test
    void writesTheConversationAsTheWireHasIt() throws Exception {
        server.stream(events(saying("ok"), ending()));
        ask(new ModelRequest("m", List.of(
                new ModelMessage.Instruction("be kind"), new ModelMessage.Said("time?"),
                new ModelMessage.Answered("", List.of(new ModelCall("c1", "time_now", "{}"))),
                new ModelMessage.Result("c1", "noon")),
                List.of(new ModelTool("time_now", "Tells the time.", JsonObject.of("type", "object"))), limits()));
        assertThat(server.requests().getFirst()).isEqualTo(("{'model':'m','stream':true,'max_tokens':50,'messages':["
                + "{'role':'system','content':'be kind'},{'role':'user','content':'time?'},"
                + "{'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function',"
                + "'function':{'name':'time_now','arguments':'{}'}}]},"
                + "{'role':'tool','content':'noon','tool_call_id':'c1'}],'stream_options':{'include_usage':true},"
                + "'tools':[{'type':'function','function':{'name':'time_now','description':'Tells the time.',"
                + "'parameters':{'type':'object'}}}]}").replace('\'', '"'));
    }

    @Test
    void carriesAKeyForTheCacheWhereItIsToldTo() throws Exception {
        server.stream(events(saying("ok"), ending())).stream(events(saying("ok"), ending()));
        ask();
        new ChatCompletions(config(Map.of("url", server.url(), "cache", true)), ModelClient.BACKOFF).exchange(
                new ModelRequest("m", List.of(new ModelMessage.Said("hi")), List.of(), limits()), means);
        assertThat(server.requests().getFirst()).doesNotContain("prompt_cache_key");
        assertThat(server.requests().getLast()).containsPattern("\"prompt_cache_key\":\"postern-[0-9a-f]{32}\"");
    }

    @Test
    void putsParallelCallsTogetherFromManyPieces() throws Exception {
        server.stream(List.of(call("'index':0,'id':'a','function':{'name':'one','arguments':''}"),
                call("'index':1,'id':'b','function':{'name':'two','arguments':'{\\u0022n'}"),
                call("'index':0,'function':{'arguments':'{\\u0022x\\u0022:'}"),
                call("'index':1,'function':{'arguments':'\\u0022:2}'}"),
                call("'index':0,'function':{'arguments':'1}'}"),
                "{'choices':[{'index':0,'delta':{},'finish_reason':'tool_calls'}]}", DONE));
        var answer = ask();
        assertThat(answer.stop()).isEqualTo(Stop.CALLS);
        assertThat(answer.calls()).containsExactly(new ModelCall("a", "one", "{\"x\":1}"),
                new ModelCall("b", "two", "{\"n\":2}"));
    }

    @Test
    void tellsCallsApartThatAllHaveOneIndexOrNoId() throws Exception {
        server.stream(List.of(call("'index':0,'id':'a','function':{'name':'one','arguments':'{}'}"),
                call("'index':0,'id':'b','function':{'name':'two','arguments':{'k':1}}"),
                call("'index':1,'function':{'name':'three'}"), STOP, DONE));
        assertThat(ask().calls()).containsExactly(new ModelCall("a", "one", "{}"),
                new ModelCall("b", "two", "{\"k\":1}"), new ModelCall("call_2", "three", "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'choices':[]}", "{'choices':null}", "{}", "{'choices':[null]}", "{'choices':[{}]}",
        "{'choices':[{'index':0,'delta':null}]}", "{'choices':[{'index':0,'delta':{'content':null,'tool_calls':[]}}]}",
        "{'choices':[{'index':0,'delta':{'content':''},'finish_reason':'stop'}]}"})
    void anAnswerWithoutChoicesIsNone(String piece) {
        server.stream(List.of(piece, DONE));
        assertFails("Unreadable", "nothing in it");
    }

    @ParameterizedTest
    @CsvSource({"'invalid_api_key', KeyRefused", "401, KeyRefused", "'insufficient_quota', KeyRefused",
        "'model_not_found', NoSuchModel", "404, NoSuchModel", "400, RequestRefused"})
    void anErrorInPlaceOfAnAnswerThatNothingHelpsIsNotTriedAgain(String code, String failure) {
        var quoted = code.matches("[0-9]+") ? code : "'" + code + "'";
        server.stream(List.of("{'error':{'message':'no','code':" + quoted + "}}"));
        assertFails(failure, "began no answer; it says: no");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void refusesAFieldThatNoEndpointKnows() {
        assertThatThrownBy(() -> new ChatCompletions(config(Map.of("url", server.url(), "tokens_field", "most")),
                ModelClient.BACKOFF)).hasMessage("tokens.field: is max_tokens or max_completion_tokens");
    }

    private static String call(String inside) {
        return "{'choices':[{'index':0,'delta':{'tool_calls':[{" + inside + "}]}}]}";
    }

    @Test
    void anAnswerOfTooManyCallsOrValuesIsNone() {
        var call = "{'id':'c','function':{'name':'f','arguments':'{}'}},".repeat(2);
        var calls = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            calls.append("{'index':").append(i).append(",'function':{'name':'f'}},");
        }
        server.stream(List.of("{'choices':[{'delta':{'tool_calls':[" + calls + call.substring(0, call.length() - 1)
                + "]}}]}", STOP, DONE));
        assertFails("Unreadable", "more than 256 calls");
        server.stream(List.of("{'choices':[0" + ",0".repeat(150_000) + "]}", STOP, DONE));
        var failed = fails(() -> ask(new ModelLimits(LONG, LONG, LONG, 50, 1_000_000)));
        assertThat(failed).hasMessageContaining("a piece of it is no JSON");
    }
}
