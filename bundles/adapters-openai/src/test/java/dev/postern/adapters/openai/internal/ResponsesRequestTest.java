// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.api.planner.TurnView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResponsesRequestTest {
    @Test
    void aTextIsTheMessage() throws Exception {
        var ask = read(
                "{'model':'postern','input':'hello','instructions':'Be brief.','previous_response_id':'resp_t_1'}");
        assertThat(ask.content()).containsExactly(new Content.Text("hello"));
        assertThat(ask.instructions()).isEqualTo("Be brief.");
        assertThat(ask.previous()).contains("resp_t_1");
        assertThat(ask.isKept()).isTrue();
        assertThat(ask.stream()).isFalse();
    }

    @Test
    void itemsAreAConversation() throws Exception {
        var ask = read(
                """
                {'model':'postern','conversation':{'id':'desk'},'stream':true,'store':false,'input':[
                 {'role':'developer','content':'In French.'},
                 {'type':'message','role':'user','content':[{'type':'input_text','text':'one'}]},
                 {'type':'reasoning','summary':[]},
                 {'type':'mcp_call','id':'c','name':'time.now','arguments':'{}','output':'late','server_label':'postern'},
                 {'type':'message','role':'assistant','content':[{'type':'output_text','text':'uno','annotations':[]}]},
                 {'role':'user','content':[{'type':'input_text','text':'what?'},{'type':'input_image','image_url':'data:image/png;base64,AA=='}]}]}""");
        assertThat(ask.session()).contains("desk");
        assertThat(ask.stream()).isTrue();
        assertThat(ask.instructions()).isEqualTo("In French.");
        assertThat(ask.content()).hasSize(2).last().isInstanceOf(Content.Picture.class);
        assertThat(ask.before()).extracting(TurnView.Exchange::reply).containsExactly("uno");
        assertThat(ask.before().getFirst().message().toString()).contains("one", "late");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"'background':true|background", "'text':{'format':{'type':'json_schema'}}|text",
                "'tools':[{'type':'web_search'}]|tools", "'prompt':{'id':'p'}|prompt",
                "'max_tool_calls':1|max_tool_calls",
                "'messages':[]|messages", "'conversation':'a','previous_response_id':'resp_t_1'|conversation"})
    void whatIsNotDoneIsRefusedByName(String member, String param) {
        assertThatThrownBy(() -> read("{'model':'m','input':'x'," + member + "}")).isInstanceOfSatisfying(Refusal.class,
                why -> assertThat(why.body().object("error").flatMap(error -> error.text("param"))).contains(param));
    }

    @Test
    void approvalsAreNotGivenByWhoeverAsked() {
        assertThatThrownBy(
                () -> read("{'model':'m','input':[{'type':'mcp_approval_response','approval_request_id':'a_1',"
                        + "'approve':true}]}"))
                .hasMessageContaining("given by people");
        assertThatThrownBy(
                () -> read("{'model':'m','input':[{'type':'function_call_output','call_id':'c','output':'x'}]}"))
                .hasMessageContaining("must end with something that the user says");
    }

    private static Ask read(String request) throws Refusal {
        return ResponsesRequest.read(Json.of(request), 100);
    }
}
