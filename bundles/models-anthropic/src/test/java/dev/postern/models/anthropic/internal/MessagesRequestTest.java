// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.anthropic.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import dev.postern.api.json.JsonObject;
import dev.postern.api.model.ModelCall;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelLimits;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.model.ModelTool;
import dev.postern.models.http.Images;
import org.junit.jupiter.api.Test;

/** Requests, as the API's reference has them. */
class MessagesRequestTest {
    private static final String HEAD = "{'model':'m','max_tokens':50,'stream':true,";
    private static final JsonObject SCHEMA = JsonObject.of("type", "object");

    @Test
    void writesTheConversationAsTheWireHasIt() throws Exception {
        assertThat(write(true, List.of(new ModelTool("time_now", "Tells the time.", SCHEMA),
                new ModelTool("note", "Notes.", SCHEMA)),
                new ModelMessage.Instruction("be kind"), new ModelMessage.Said("time?"),
                new ModelMessage.Answered("I look.",
                        List.of(new ModelCall("a", "time_now", "{}"), new ModelCall("b", "note", "{\"n\":1}"))),
                new ModelMessage.Result("a", "noon"), new ModelMessage.Result("b", ""),
                new ModelMessage.Said("and?"))).isEqualTo(json(
                        HEAD
                                + "'system':[{'type':'text','text':'be kind','cache_control':{'type':'ephemeral'}}],'tools':["
                                + "{'name':'time_now','description':'Tells the time.','input_schema':{'type':'object'}},"
                                + "{'name':'note','description':'Notes.','input_schema':{'type':'object'},"
                                + "'cache_control':{'type':'ephemeral'}}],'messages':["
                                + "{'role':'user','content':[{'type':'text','text':'time?'}]},"
                                + "{'role':'assistant','content':[{'type':'text','text':'I look.'},"
                                + "{'type':'tool_use','id':'a','name':'time_now','input':{}},"
                                + "{'type':'tool_use','id':'b','name':'note','input':{'n':1}}]},"
                                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'a','content':'noon'},"
                                + "{'type':'tool_result','tool_use_id':'b'},{'type':'text','text':'and?',"
                                + "'cache_control':{'type':'ephemeral'}}]}]}"));
    }

    @Test
    void asksForNoCacheWhereItIsOff() throws Exception {
        assertThat(write(false, List.of(new ModelTool("t", "d", SCHEMA)), new ModelMessage.Instruction("be kind"),
                new ModelMessage.Said("x"))).doesNotContain("cache_control").contains("be kind", "input_schema");
    }

    @Test
    void whatOneSideSaysInARowIsOneMessageWithResultsFirst() throws Exception {
        assertThat(write(true, List.of(), new ModelMessage.Said("a"), new ModelMessage.Said("b"),
                new ModelMessage.Answered("", List.of(new ModelCall("1", "t", "{}"))), new ModelMessage.Said("c"),
                new ModelMessage.Result("1", "r"), new ModelMessage.Answered("d", List.of()),
                new ModelMessage.Answered("e", List.of()))).isEqualTo(json(
                        HEAD + "'tools':[{'name':'t','description':'Is no longer there.','input_schema':{'type':'object'}}],"
                                + "'tool_choice':{'type':'none'},'messages':["
                                + "{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]},"
                                + "{'role':'assistant','content':[{'type':'tool_use','id':'1','name':'t','input':{}}]},"
                                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'1','content':'r'},"
                                + "{'type':'text','text':'c'}]},"
                                + "{'role':'assistant','content':[{'type':'text','text':'d'},"
                                + "{'type':'text','text':'e'}]}]}"));
    }

    @Test
    void writesNoTextWithoutWords() throws Exception {
        assertThat(write(true, List.of(), new ModelMessage.Instruction(" "), new ModelMessage.Said("\n"),
                new ModelMessage.Answered("", List.of()), new ModelMessage.Said("b"))).isEqualTo(json(
                        HEAD
                                + "'messages':[{'role':'user','content':[{'type':'text','text':'[no text]'}]},"
                                + "{'role':'assistant','content':[{'type':'text','text':'[no text]'}]},"
                                + "{'role':'user','content':[{'type':'text','text':'b'}]}]}"));
    }

    @Test
    void idsAndNamesOfOtherWiresBecomeSuchAsThisOneTakes() throws Exception {
        assertThat(write(true, List.of(), new ModelMessage.Said("x"),
                new ModelMessage.Answered("",
                        List.of(new ModelCall("f.x:0", "no such tool!", "{}"), new ModelCall("f_x_0", "t", "{}"))),
                new ModelMessage.Result("f.x:0", "r"), new ModelMessage.Result("f_x_0", "s")))
                .contains(json("'id':'f_x_0','name':'no_such_tool_'"), json("'id':'f_x_0_2','name':'t'"),
                        json("'tool_use_id':'f_x_0','content':'r'"),
                        json("'tool_use_id':'f_x_0_2','content':'s'"));
    }

    /** The API refuses calls in a conversation without definitions. */
    @Test
    void toolsThatWereCalledAndAreGoneAreDefinedAndCannotBeChosen() throws Exception {
        var called = List.of(new ModelCall("1", "t", "{}"), new ModelCall("2", "t", "{}"),
                new ModelCall("3", "u!", "{}"));
        assertThat(write(true, List.of(), new ModelMessage.Said("a"), new ModelMessage.Answered("", called),
                new ModelMessage.Result("1", "r"), new ModelMessage.Result("2", "r"),
                new ModelMessage.Result("3", "r")))
                .contains(json(
                        "'tools':[{'name':'t','description':'Is no longer there.','input_schema':{'type':'object'}},"
                                + "{'name':'u_','description':'Is no longer there.','input_schema':{'type':'object'}}],"
                                + "'tool_choice':{'type':'none'}"));
        assertThat(write(true, List.of(new ModelTool("v", "d", SCHEMA)), new ModelMessage.Said("a"),
                new ModelMessage.Answered("", called), new ModelMessage.Result("1", "r"),
                new ModelMessage.Result("2", "r"), new ModelMessage.Result("3", "r")))
                .doesNotContain("tool_choice", "no longer there");
    }

    @Test
    void argumentsThatAreNoObjectAreShownInOne() throws Exception {
        assertThat(write(true, List.of(), new ModelMessage.Said("x"),
                new ModelMessage.Answered("",
                        List.of(new ModelCall("a", "t", "{\"zo"), new ModelCall("b", "t", "[1]"))),
                new ModelMessage.Result("a", "no JSON"), new ModelMessage.Result("b", "no object")))
                .contains("\"input\":{\"unreadable\":\"{\\\"zo\"}", "\"input\":{\"unreadable\":\"[1]\"}");
    }

    private static String write(boolean cache, List<ModelTool> tools, ModelMessage... messages)
            throws ModelException {
        var second = Duration.ofSeconds(1);
        return new String(MessagesRequest.write(new ModelRequest("m", List.of(messages), tools,
                new ModelLimits(second, second, second, 50, 1_000)), cache, new Images(image -> new byte[0])),
                StandardCharsets.UTF_8);
    }

    private static String json(String quoted) {
        return quoted.replace('\'', '"');
    }
}
