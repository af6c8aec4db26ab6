// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.planner.TurnView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatRequestTest {
    private static final String HELLO = "'model':'postern','messages':[{'role':'user','content':'hello'}]";

    @Test
    void theLastWordsAreTheMessageAndAllBeforeIsTheClientsWord() throws Exception {
        var ask = read(
                """
                {'model':'local/m','stream':true,'stream_options':{'include_usage':true},'user':'ann',
                 'metadata':{'session':'desk','ticket':'7'},
                 'messages':[{'role':'system','content':'Be brief.'},{'role':'developer','content':[{'type':'text','text':'In French.'}]},
                  {'role':'user','content':'one'},{'role':'assistant','content':'uno'},
                  {'role':'user','content':'time?'},
                  {'role':'assistant','content':null,'tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':'{}'}}]},
                  {'role':'tool','tool_call_id':'c','content':'late'},{'role':'assistant','content':'It is late.'},
                  {'role':'user','content':'two'},{'role':'user','content':[{'type':'text','text':'and'},{'type':'text','text':'three'}]}]}""");
        assertThat(ask.model()).isEqualTo("local/m");
        assertThat(ask.content()).containsExactly(new Content.Text("two"), new Content.Text("and\nthree"));
        assertThat(ask.instructions()).isEqualTo("Be brief.\n\nIn French.");
        assertThat(ask.author()).isEqualTo("ann");
        assertThat(ask.session()).contains("desk");
        assertThat(ask.stream()).isTrue();
        assertThat(ask.usage()).isTrue();
        assertThat(ask.before()).extracting(TurnView.Exchange::reply).containsExactly("uno", "", "It is late.");
        assertThat(ask.before().getFirst().message()).containsExactly(new Part.Text("one", Origin.PERSON));
        var tool = ask.before().getLast().message();
        assertThat(tool).hasSize(2).allMatch(part -> part.origin() == Origin.FOREIGN);
        assertThat(tool.toString()).contains("late");
    }

    @Test
    void picturesComeInTheRequestAndAreFetchedFromNowhere() throws Exception {
        var ask = read("{'model':'postern','messages':[{'role':'user','content':[{'type':'text','text':'what?'},"
                + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AAEC'}}]}]}");
        assertThat(ask.content()).hasSize(2);
        assertThat(((Content.Picture) ask.content().getLast()).bytes()).containsExactly(0, 1, 2);
        assertThat(refusal("{'model':'postern','messages':[{'role':'user','content':[{'type':'image_url','image_url':"
                + "{'url':'https://example.org/a.png'}}]}]}"))
                .contains("messages[0].content[0].image_url", "fetches none");
        assertThat(refusal("{'model':'postern','messages':[{'role':'user','content':[{'type':'image_url','image_url':"
                + "{'url':'data:image/png;base64,%'}}]}]}")).contains("no base64");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'n':2|n", "'tools':[{'type':'function'}]|tools", "'logprobs':true|logprobs",
        "'tool_choice':'required'|tool_choice", "'stop':['x']|stop",
        "'response_format':{'type':'json_object'}|response_format",
        "'modalities':['text','audio']|modalities", "'audio':{}|audio", "'logit_bias':{'1':2}|logit_bias",
        "'functions':[{}]|functions", "'prediction':{}|prediction"})
    void whatIsNotDoneIsRefusedByName(String member, String param) {
        var body = refused("{" + HELLO + "," + member + "}").body().object("error").orElseThrow();
        assertThat(body.text("param")).contains(param);
        assertThat(body.text("code")).contains("unsupported_parameter");
        assertThat(body.text("type")).contains("invalid_request_error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'n':1", "'tools':[]", "'tool_choice':'auto'", "'temperature':0.2", "'max_tokens':5",
        "'response_format':{'type':'text'}", "'logprobs':false", "'stop':null", "'seed':7", "'store':true",
        "'modalities':['text']", "'reasoning_effort':'low'", "'parallel_tool_calls':true"})
    void whatNothingHangsOnIsNoReasonToRefuse(String member) throws Exception {
        assertThat(read("{" + HELLO + "," + member + "}").content()).containsExactly(new Content.Text("hello"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{'messages':[]}|messages", "{'model':'m'}|messages",
        "{'messages':[{'role':'user','content':'x'}]}|model", "{" + HELLO + ",'stream':'yes'}|stream",
        "{'model':'m','messages':[{'role':'assistant','content':'x'}]}|messages",
        "{'model':'m','messages':[{'role':'user','content':' '}]}|messages",
        "{'model':'m','messages':[{'role':'king','content':'x'}]}|messages[0].role",
        "{'model':'m','messages':['x']}|messages[0]",
        "{'model':'m','messages':[{'role':'user','content':5}]}|messages[0].content",
        "{'model':'m','messages':[{'role':'user','content':[{'type':'input_audio'}]}]}|messages[0].content[0].type",
        "{" + HELLO + ",'metadata':{'a':1}}|metadata.a", "{" + HELLO + ",'flux':1}|flux"})
    void whatIsWrongIsNamed(String request, String param) {
        var refusal = refused(request);
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.message()).contains(param);
    }

    @Test
    void thereAreOnlySoManyMessages() {
        assertThatThrownBy(() -> ChatRequest.read(Json.of("{'model':'m','messages':[{},{},{}]}"), 2))
                .hasMessageContaining("1 to 2 elements, here 3");
    }

    private static Ask read(String request) throws Refusal {
        return ChatRequest.read(Json.of(request), 100);
    }

    private static String refusal(String request) {
        return refused(request).message();
    }

    private static Refusal refused(String request) {
        var refusals = new Refusal[1];
        assertThatThrownBy(() -> read(request)).isInstanceOfSatisfying(Refusal.class, why -> refusals[0] = why);
        return List.of(refusals).getFirst();
    }
}
