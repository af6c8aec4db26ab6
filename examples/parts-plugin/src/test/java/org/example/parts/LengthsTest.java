package org.example.parts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import dev.postern.api.trigger.MessageTrigger;
import dev.postern.api.trigger.MessageTrigger.Answer;
import dev.postern.testkit.MessageTriggerContract;
import org.junit.jupiter.api.Test;

/** What holds for every message trigger. */
class LengthsTest extends MessageTriggerContract {
    @Override
    protected MessageTrigger trigger() {
        return new Lengths();
    }

    @Override
    protected List<String> texts() {
        return List.of("3 feet in metres", "1 mile in foot?");
    }

    @Override
    protected List<String> others() {
        return List.of("how long is a mile?", "3 feet in parsecs");
    }

    @Test
    void callsTheConverter() throws Exception {
        var call = (Answer.Call) answer("3 Feet in metres").orElseThrow();
        assertEquals("parts.convert {\"value\":3,\"from\":\"foot\",\"to\":\"metre\"}", call.tool() + " " + call.input());
    }
}
