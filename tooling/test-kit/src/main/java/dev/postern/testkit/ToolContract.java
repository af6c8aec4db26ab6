// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.PreviewableTool;
import dev.postern.api.tool.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What holds for every tool. Extend it, give it the tool, and prepare what the examples of its {@code @ToolDefinition} need:
 * files, secrets, servers. Each example is called on a fresh plugin.
 */
public abstract class ToolContract {
    private static final int AT_ONCE = 4;

    private PluginHarness plugin;

    /** A new tool, as its component would be made. */
    protected abstract Tool<?, ?> tool();

    /** What a call needs before it is made: files, secrets, servers. */
    protected void prepare(PluginHarness before) {
        // most need nothing
    }

    /** Whether that example is to return; one that is there to show a failure is not. */
    protected boolean returns(JsonObject example) {
        return true;
    }

    @BeforeEach
    void begin() {
        plugin = fresh();
    }

    @AfterEach
    void end() {
        plugin.close();
    }

    private PluginHarness renew() {
        plugin.close();
        plugin = fresh();
        return plugin;
    }

    private PluginHarness fresh() {
        var made = PluginHarness.of(tool().getClass());
        prepare(made);
        return made;
    }

    private List<JsonObject> examples() {
        return plugin.descriptor(tool()).examples();
    }

    /** Declarative Services make it, and the gateway reads its descriptor. */
    @Test
    void canBeMadeByDeclarativeServices() {
        var type = tool().getClass();
        check(Modifier.isPublic(type.getModifiers()), type.getName() + " is not public");
        check(Stream.of(type.getConstructors()).findAny().isPresent(), type.getName() + " has no public constructor");
        check(!examples().isEmpty(), "the tool " + plugin.descriptor(tool()).name()
                + " has no examples: people and models learn from them what it takes");
    }

    /** It answers its examples with what its schema promises, and shows no secret. */
    @TestFactory
    Stream<DynamicTest> answersItsExamples() {
        return examples().stream().map(example -> dynamicTest(example.toString(), () -> {
            var outcome = renew().call(tool(), example.toString());
            check(outcome.failed() != returns(example), example + " " + outcome);
        }));
    }

    /** Several calls at once do not disturb each other. */
    @Test
    void bearsSeveralCallsAtOnce() throws Exception {
        var example = examples().getFirst();
        boolean safe = plugin.descriptor(tool()).idempotent();
        var tool = tool();
        var running = new ArrayList<RunningCall<?>>();
        for (int i = 0; i < (safe ? AT_ONCE : 1); i++) {
            running.add(plugin.start(tool, example));
        }
        for (var call : running) {
            var outcome = call.end();
            check(outcome.failed() != returns(example), example + " " + outcome);
        }
    }

    /** The gateway makes a call of an idempotent tool again after a crash, with the same key. */
    @Test
    void repeatsWithoutHarmWhereItSaysSo() throws Exception {
        if (!plugin.descriptor(tool()).idempotent()) {
            return;
        }
        var example = examples().getFirst();
        plugin.idempotencyKey("c_again");
        var first = plugin.call(tool(), example.toString());
        var again = plugin.call(tool(), example.toString());
        check(first.failed() == again.failed(), "called again with the same key, the first " + first + ", the second "
                + again);
    }

    /** A preview changes nothing, and says in a line what would happen. */
    @TestFactory
    Stream<DynamicTest> previewsWhatItWouldDo() {
        if (!(tool() instanceof PreviewableTool<?, ?> previewable)) {
            return Stream.of();
        }
        return examples().stream().map(example -> dynamicTest(example.toString(), () -> {
            var before = new HomeDigest(renew());
            var outcome = plugin.preview(previewable, example.toString());
            if (!outcome.failed()) {
                check(!outcome.output().summary().isBlank(), "the preview says nothing: " + outcome);
            }
            check(before.same(), "the preview of " + example + " changed files");
        }));
    }

    /** A call that is cancelled ends in time, whatever it was at. */
    @Test
    void endsWhenItIsCancelled() throws Exception {
        plugin.start(tool(), examples().getFirst()).cancel().end();
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
