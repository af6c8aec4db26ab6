// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

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
class ResponsesRequestTest {
    private static final ResponsesWire PLAIN = new ResponsesWire(false, false);

    @Test
    void writesTheConversationAsTheWireHasIt() throws Exception {
        assertThat(write(PLAIN, new ModelMessage.Instruction("be kind"), new ModelMessage.Instruction("and brief"),
                new ModelMessage.Said("time?"),
                new ModelMessage.Answered("I look.",
                        List.of(new ModelCall("a", "time_now", "{}"), new ModelCall("b", "note", "{\"n\":1}"))),
                new ModelMessage.Result("a", "noon"), new ModelMessage.Result("b", ""),
                new ModelMessage.Answered("Noon.", List.of()), new ModelMessage.Said("thanks"))).isEqualTo(json(
                        "{'model':'m','stream':true,'store':false,'max_output_tokens':50,"
                                + "'instructions':'be kind\\n\\nand brief','input':["
                                + "{'role':'user','content':'time?'},{'role':'assistant','content':'I look.'},"
                                + "{'type':'function_call','call_id':'a','name':'time_now','arguments':'{}'},"
                                + "{'type':'function_call','call_id':'b','name':'note','arguments':'{\\'n\\':1}'},"
                                + "{'type':'function_call_output','call_id':'a','output':'noon'},"
                                + "{'type':'function_call_output','call_id':'b','output':''},"
                                + "{'role':'assistant','content':'Noon.'},{'role':'user','content':'thanks'}],"
                                + "'tools':[{'type':'function','name':'time_now','description':'Tells the time.',"
                                + "'parameters':{'type':'object'},'strict':false}]}"));
    }

    @Test
    void idsAndNamesOfOtherWiresBecomeSuchAsThisOneTakes() throws Exception {
        assertThat(write(PLAIN, new ModelMessage.Said("x"),
                new ModelMessage.Answered("", List.of(new ModelCall("f.x:0", "no such tool!", "{}"))),
                new ModelMessage.Result("f.x:0", "r"))).contains(
                        json("'call_id':'f_x_0','name':'no_such_tool_'"), json("'call_id':'f_x_0','output':'r'"));
    }

    @Test
    void asksForReasoningWhereItIsToldTo() throws Exception {
        assertThat(write(new ResponsesWire(true, false), new ModelMessage.Said("x")))
                .contains(json("'include':['reasoning.encrypted_content']"));
    }

    @Test
    void theCachesKeyStaysAsLongAsTheBeginningDoes() throws Exception {
        var wire = new ResponsesWire(false, true);
        var told = new ModelMessage.Instruction("be kind");
        var first = key(write(wire, told, new ModelMessage.Said("a")));
        assertThat(first).matches("postern-[0-9a-f]{32}");
        assertThat(key(write(wire, told, new ModelMessage.Said("a"), new ModelMessage.Answered("b", List.of()),
                new ModelMessage.Said("c")))).isEqualTo(first);
        assertThat(key(write(wire, told, new ModelMessage.Said("b")))).isNotEqualTo(first);
        assertThat(key(write(wire, new ModelMessage.Instruction("be brief"), new ModelMessage.Said("a"))))
                .isNotEqualTo(first);
    }

    private static String key(String request) {
        return request.replaceAll(".*\"prompt_cache_key\":\"([^\"]*)\".*", "$1");
    }

    private static String write(ResponsesWire wire, ModelMessage... messages)
            throws ModelException {
        var second = Duration.ofSeconds(1);
        var tool = new ModelTool("time_now", "Tells the time.", JsonObject.of("type", "object"));
        return new String(wire.write(new ModelRequest("m", List.of(messages), List.of(tool),
                new ModelLimits(second, second, second, 50, 1_000)), new Images(image -> new byte[0])),
                StandardCharsets.UTF_8);
    }

    private static String json(String quoted) {
        return quoted.replace('\'', '"');
    }
}
