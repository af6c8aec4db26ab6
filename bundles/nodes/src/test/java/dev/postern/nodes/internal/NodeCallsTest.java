// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.api.tool.ToolException;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.NodeLink;
import dev.postern.core.wire.WireException;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;

/** Calls on their way to a node and back. */
class NodeCallsTest {
    private static final JsonObject ANY = JsonObject.of("type", "object");
    private static final ToolDescriptor TOOL = new ToolDescriptor("test.tool", "1.0.0", "", Risk.LOW, List.of(),
            Duration.ofSeconds(30), false, 1, Duration.ZERO, 4, 1_000, List.of(), true, true, ANY, ANY, List.of());

    private final FakeLink link = new FakeLink();
    private final FakeContext context = new FakeContext();
    private final AtomicInteger heard = new AtomicInteger();
    private final NodeCalls calls = new NodeCalls(link, NodeCalls.Contract.of(new StrictJson()), 2,
            heard::incrementAndGet);

    @Test
    void theNodeGetsAllOfACallAndItsAnswerComesBack() throws Exception {
        var call = start("c_1");
        var asked = next();
        assertThat(asked.method()).isEqualTo("call.start");
        assertThat(asked.params().text("call")).contains("c_1");
        assertThat(asked.params().text("idempotencyKey")).contains("c_1");
        assertThat(asked.params().text("origin")).contains("person");
        assertThat(asked.params().integer("timeoutMillis").orElseThrow()).isBetween(1L, 30_000L);
        assertThat(calls.count()).isOne();
        asked.answer().complete(json("{\"output\":{\"a\":1}}"));
        assertThat(call.get(1, TimeUnit.MINUTES)).isEqualTo(json("{\"a\":1}"));
        assertThat(calls.count()).isZero();
        assertThat(heard).hasPositiveValue();
    }

    @Test
    void piecesReachTheCallThatRunsAndNoOther() throws Exception {
        var call = start("c_1");
        var asked = next();
        link.says(asked.run(), "progress", "1/2");
        link.says("r99", "output", "nobody's");
        link.says(asked.run(), "output", "line");
        asked.answer().complete(json("{\"output\":{}}"));
        call.get(1, TimeUnit.MINUTES);
        link.says(asked.run(), "output", "late");
        assertThat(context.progress).containsExactly("message 1/2", "output line");
    }

    @Test
    void aToolsFailureKeepsItsCode() throws Exception {
        var call = start("c_1");
        next().answer()
                .complete(json("{\"failure\":{\"code\":\"not_found\",\"message\":\"no page\",\"retryable\":true}}"));
        var failure = failure(call);
        assertThat(failure.code()).isEqualTo("not_found");
        assertThat(failure.getMessage()).isEqualTo("no page");
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void anAnswerThatBreaksTheContractIsAFailure() throws Exception {
        for (var wrong : List.of("{\"output\":[]}", "{}", "{\"failure\":{\"code\":\"No Such\",\"message\":\"\"}}")) {
            var call = start("c_1");
            next().answer().complete(json(wrong));
            assertThat(failure(call).code()).as(wrong).isEqualTo("invalid_answer");
        }
    }

    @Test
    void aRefusalOfTheNodeIsToldAsSuch() throws Exception {
        var call = start("c_1");
        next().answer().completeExceptionally(new WireException(ErrorCode.OVERLOADED, "later", List.of(), true, null));
        assertThat(failure(call).code()).isEqualTo("overloaded");
        assertThat(calls.count()).isZero();
    }

    @Test
    void aCallThatIsInterruptedIsCancelledThere() throws Exception {
        var thrown = new CompletableFuture<Throwable>();
        var thread = Thread.ofVirtual().start(() -> {
            try {
                calls.call(TOOL, JsonObject.EMPTY, context.of("c_1"));
                thrown.completeExceptionally(new AssertionError("it returned"));
            } catch (Exception e) {
                thrown.complete(e);
            }
        });
        var asked = next();
        thread.interrupt();
        assertThat(thrown.get(1, TimeUnit.MINUTES)).isInstanceOf(InterruptedException.class);
        assertThat(asked.answer()).isCancelled();
        assertThat(link.told).singleElement().satisfies(told -> {
            assertThat(told.method()).isEqualTo("call.cancel");
            assertThat(told.run()).isEqualTo(asked.run());
        });
        assertThat(calls.count()).isZero();
    }

    @Test
    void ofACallThatItIsGoneInNobodyKnowsWhatCame() throws Exception {
        var ended = new CompletableFuture<Throwable>();
        var thread = Thread.ofVirtual().start(() -> {
            try {
                calls.call(TOOL, JsonObject.EMPTY, context.of("c_1"));
            } catch (Exception e) {
                ended.complete(e);
            }
        });
        next().answer().completeExceptionally(new NodeLink.Gone());
        assertThat(calls.ending()).isZero();
        // the registry takes the tool away
        thread.interrupt();
        assertThat(ended.get(1, TimeUnit.MINUTES)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void itRunsNoMoreThanItMayAndNoneOnceItGoes() throws Exception {
        var one = start("c_1");
        var two = start("c_2");
        var first = next();
        var second = next();
        assertThatThrownBy(() -> calls.call(TOOL, JsonObject.EMPTY, context.of("c_3")))
                .isInstanceOfSatisfying(ToolException.class, thrown -> {
                    assertThat(thrown.code()).isEqualTo("overloaded");
                    assertThat(thrown.retryable()).isTrue();
                });
        assertThat(calls.drain()).containsExactly("c_1", "c_2");
        first.answer().complete(json("{\"output\":{}}"));
        second.answer().complete(json("{\"output\":{}}"));
        one.get(1, TimeUnit.MINUTES);
        two.get(1, TimeUnit.MINUTES);
        assertThatThrownBy(() -> calls.call(TOOL, JsonObject.EMPTY, context.of("c_3")))
                .isInstanceOfSatisfying(ToolException.class,
                        thrown -> assertThat(thrown.code()).isEqualTo("unavailable"));
        assertThat(link.asked).isEmpty();
    }

    @Test
    void itSaysWhatACallWouldDo() throws Exception {
        var preview = CompletableFuture.supplyAsync(() -> {
            try {
                return calls.preview(TOOL, JsonObject.EMPTY, context.of("c_1"));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        var asked = next();
        assertThat(asked.method()).isEqualTo("call.preview");
        asked.answer().complete(json("{\"preview\":{\"summary\":\"opens it\"}}"));
        assertThat(preview.get(1, TimeUnit.MINUTES)).satisfies(shown -> {
            assertThat(shown.summary()).isEqualTo("opens it");
            assertThat(shown.mediaType()).isEqualTo("text/plain");
            assertThat(shown.detail()).isEmpty();
        });
    }

    private CompletableFuture<JsonObject> start(String id) {
        var result = new CompletableFuture<JsonObject>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(calls.call(TOOL, JsonObject.EMPTY, context.of(id)));
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private FakeLink.Asked next() throws InterruptedException {
        return Objects.requireNonNull(link.asked.poll(1, TimeUnit.MINUTES), "nothing was asked");
    }

    private static ToolException failure(CompletableFuture<?> call) {
        try {
            call.get(1, TimeUnit.MINUTES);
        } catch (Exception e) {
            if (e.getCause() instanceof ToolException failure) {
                return failure;
            }
            throw new AssertionError(e);
        }
        throw new AssertionError("it did not fail");
    }

    private static JsonObject json(String text) {
        try {
            return (JsonObject) JsonValue.parse(text);
        } catch (dev.postern.api.json.JsonFormatException e) {
            throw new AssertionError(text, e);
        }
    }
}
