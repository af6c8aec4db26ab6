// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.DescribedTool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for every tool that is described at run time. Extend it and give it the tool. */
public abstract class DescribedToolContract {
    private PluginHarness plugin;

    /** The tool, as it is registered. */
    protected abstract DescribedTool tool();

    /** What a call needs before it is made. */
    protected void prepare(PluginHarness before) {
        // most need nothing
    }

    @BeforeEach
    void begin() {
        plugin = PluginHarness.of(tool().getClass());
        prepare(plugin);
    }

    @AfterEach
    void end() {
        plugin.close();
    }

    /** It is read once, and must not become another. */
    @Test
    void describesItselfTheSameEachTime() {
        var tool = tool();
        if (!tool.descriptor().equals(tool.descriptor())) {
            throw new AssertionError("its descriptor changes from one reading to the next");
        }
        if (tool.descriptor().examples().isEmpty()) {
            throw new AssertionError("the tool " + tool.descriptor().name() + " has no examples");
        }
    }

    /** It answers its examples with what its schema promises. */
    @TestFactory
    Stream<DynamicTest> answersItsExamples() {
        return tool().descriptor().examples().stream().map(example -> dynamicTest(example.toString(),
                () -> plugin.start(tool(), example).end().output()));
    }

    /** Input that its own schema forbids does not reach it. */
    @Test
    void takesNoInputThatItsSchemaForbids() throws Exception {
        var odd = JsonObject.of("no-such-input-", "x");
        var outcome = plugin.start(tool(), odd).end();
        if (!outcome.failed() || !outcome.failure().code().equals("invalid_params")) {
            throw new AssertionError("its input schema takes " + odd
                    + ": say additionalProperties: false, or a slip of a caller's goes unseen");
        }
    }

    /** A call that is cancelled ends in time. */
    @Test
    void endsWhenItIsCancelled() throws Exception {
        plugin.start(tool(), tool().descriptor().examples().getFirst()).cancel().end();
    }
}
