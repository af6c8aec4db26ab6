// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

import dev.postern.api.json.JsonObject;
import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelAnswer.Stop;
import dev.postern.api.model.ModelCall;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelFailure;
import dev.postern.api.model.ModelLimits;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.model.ModelTool;
import dev.postern.api.model.ModelUsage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wire, with what servers do to it. */
class ChatCompletionsTest {
    private static final String DONE = "[DONE]";
    private static final String STOP = "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}";
    private static final Duration LONG = Duration.ofSeconds(20);

    private WireServer server;
    private Means means;
    private ChatCompletions provider;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        server = new WireServer();
        means = new Means(home);
        provider = new ChatCompletions(Means.endpoint(server.url()),
                new Backoff(Duration.ofMillis(2), Duration.ofMillis(4), RandomGenerator.getDefault()));
    }

    @AfterEach
    void stop() {
        means.close();
        server.close();
    }

    @Test
    void putsAnAnswerTogetherAndShowsItOnTheWay() throws Exception {
        server.stream("{'model':'m-2','choices':[{'index':0,'delta':{'role':'assistant','content':''}}]}",
                said("Hel"), said("lo"), STOP,
                "{'choices':[],'usage':{'prompt_tokens':7,'completion_tokens':2,"
                        + "'prompt_tokens_details':{'cached_tokens':5}}}",
                DONE);
        var answer = ask();
        assertThat(answer).isEqualTo(new ModelAnswer("m-2", "Hello", List.of(), Stop.DONE, new ModelUsage(7, 5, 2)));
        assertThat(means.shown()).isEqualTo("Hello");
        assertThat(server.keys).containsExactly("Bearer " + Means.KEY);
    }

    @Test
    void writesTheConversationAsTheWireHasIt() throws Exception {
        server.stream(said("ok"), STOP, DONE);
        provider.exchange(new ModelRequest("m", List.of(
                new ModelMessage.Instruction("be kind"), new ModelMessage.Said("time?"),
                new ModelMessage.Answered("", List.of(new ModelCall("c1", "time_now", "{}"))),
                new ModelMessage.Result("c1", "noon")),
                List.of(new ModelTool("time_now", "Tells the time.", JsonObject.of("type", "object"))),
                limits(LONG, LONG)), means);
        assertThat(server.requests.getFirst()).isEqualTo(("{'model':'m','stream':true,'max_tokens':50,'messages':["
                + "{'role':'system','content':'be kind'},{'role':'user','content':'time?'},"
                + "{'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function',"
                + "'function':{'name':'time_now','arguments':'{}'}}]},"
                + "{'role':'tool','content':'noon','tool_call_id':'c1'}],'stream_options':{'include_usage':true},"
                + "'tools':[{'type':'function','function':{'name':'time_now','description':'Tells the time.',"
                + "'parameters':{'type':'object'}}}]}").replace('\'', '"'));
    }

    @Test
    void putsParallelCallsTogetherFromManyPieces() throws Exception {
        server.stream(call("'index':0,'id':'a','function':{'name':'one','arguments':''}"),
                call("'index':1,'id':'b','function':{'name':'two','arguments':'{\\u0022n'}"),
                call("'index':0,'function':{'arguments':'{\\u0022x\\u0022:'}"),
                call("'index':1,'function':{'arguments':'\\u0022:2}'}"),
                call("'index':0,'function':{'arguments':'1}'}"),
                "{'choices':[{'index':0,'delta':{},'finish_reason':'tool_calls'}]}", DONE);
        var answer = ask();
        assertThat(answer.stop()).isEqualTo(Stop.CALLS);
        assertThat(answer.calls()).containsExactly(new ModelCall("a", "one", "{\"x\":1}"),
                new ModelCall("b", "two", "{\"n\":2}"));
    }

    @Test
    void tellsCallsApartThatAllHaveOneIndexOrNoId() throws Exception {
        server.stream(call("'index':0,'id':'a','function':{'name':'one','arguments':'{}'}"),
                call("'index':0,'id':'b','function':{'name':'two','arguments':{'k':1}}"),
                call("'index':1,'function':{'name':'three'}"), STOP, DONE);
        assertThat(ask().calls()).containsExactly(new ModelCall("a", "one", "{}"),
                new ModelCall("b", "two", "{\"k\":1}"), new ModelCall("call_2", "three", "{}"));
    }

    @Test
    void readsCharactersAndLinesThatWereCutAnywhere() throws Exception {
        var text = "data: " + said("Grüße 😀").replace('\'', '"') + "\r\n\r\n: still here\r\n\r\ndata:"
                + STOP.replace('\'', '"') + "\r\n\r\ndata: [DONE]\n\n";
        server.then(exchange -> {
            try (var out = WireServer.begin(exchange)) {
                for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
                    out.write(one);
                    out.flush();
                }
            }
        });
        assertThat(ask().text()).isEqualTo("Grüße 😀");
    }

    @Test
    void takesAWholeAnswerFromWhoDoesNotStream() throws Exception {
        server.status(200, Map.of("Content-Type", "application/json"),
                "{\"choices\":[{\"message\":{\"content\":\"whole\"},\"finish_reason\":\"length\"}]}");
        var answer = ask();
        assertThat(answer.text()).isEqualTo("whole");
        assertThat(answer.stop()).isEqualTo(Stop.LENGTH);
    }

    @ParameterizedTest
    @CsvSource({"429", "500", "503", "529"})
    void triesAgainWhatMayHelp(int status) throws Exception {
        server.status(status, Map.of("Retry-After", "0"), "").status(status, Map.of(), "").stream(said("ok"), STOP,
                DONE);
        assertThat(ask().text()).isEqualTo("ok");
        assertThat(server.requests).hasSize(3);
    }

    @Test
    void comesBackNoSoonerThanItWasTold() throws Exception {
        server.status(429, Map.of("Retry-After", "1"), "").stream(said("ok"), STOP, DONE);
        long begin = System.nanoTime();
        ask();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void doesNotWaitLongerThanItsTime() {
        server.status(429, Map.of("retry-after", "3600"), "{\"error\":{\"message\":\"slow\\ndown\"}}");
        assertThatThrownBy(this::ask).isInstanceOfSatisfying(ModelException.class, failed -> {
            assertThat(failed.failure())
                    .isEqualTo(new ModelFailure.RateLimited(java.util.Optional.of(Duration.ofHours(1))));
            assertThat(failed).hasMessageContaining("it says: slow down");
        });
        assertThat(server.requests).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"401, KeyRefused, secrets/model.key", "403, KeyRefused, refuses the key",
        "404, NoSuchModel, no such model", "400, RequestRefused, status 400", "413, RequestRefused, status 413"})
    void triesNothingAgainThatHelpsNothing(int status, String failure, String words) {
        server.status(status, Map.of(), "{\"error\":{\"message\":\"you sent " + Means.KEY + "\"}}");
        assertFails(failure, words);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void theKeyFollowsNoRedirect() throws Exception {
        try (var other = new WireServer()) {
            server.status(307, Map.of("Location", other.url() + "/chat/completions"), "");
            assertFails("NotAllowed", "neither the request nor the key follows");
            assertThat(other.requests).isEmpty();
        }
    }

    @Test
    void theKeyIsHiddenWhereverTheServerRepeatsIt() throws Exception {
        server.stream(said("key " + Means.KEY), call("'index':0,'id':'x','function':{'name':'n','arguments':'"
                + Means.KEY + "'}"), STOP, DONE);
        var answer = ask();
        assertThat(answer.toString() + means.deltas).doesNotContain("canary").contains("[key]");
    }

    @Test
    void saysThatAnAnswerBrokeOff() {
        server.stream(said("Hel"));
        assertFails("CutOff", "before it was whole");
        assertThat(server.requests).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{'choices':[{'delta':{| no JSON", "[1]| no JSON object"})
    void saysWhatCannotBeRead(String piece, String words) {
        server.stream(piece, DONE);
        assertFails("Unreadable", words);
    }

    @Test
    void anEmptyAnswerIsNone() {
        server.stream("{'choices':[]}", DONE);
        assertFails("Unreadable", "nothing in it");
    }

    @Test
    void anErrorInPlaceOfAnAnswerIsTriedAgainAndOneInItsMidstIsNot() throws Exception {
        server.stream("{'error':{'message':'engine died'}}").stream(said("ok"), STOP, DONE);
        assertThat(ask().text()).isEqualTo("ok");
        server.stream(said("H"), "{'error':{'message':'engine died'}}");
        assertFails("CutOff", "it says: engine died");
    }

    @Test
    void aSlowFirstPieceOrALongSilenceIsTooMuch() {
        var end = new CountDownLatch(1);
        WireServer.Script silent = exchange -> {
            try (var out = WireServer.begin(exchange)) {
                // a comment is no piece
                out.write(": wait\n\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
                end.await();
            }
        };
        server.then(silent).then(exchange -> {
            try (var out = WireServer.begin(exchange)) {
                WireServer.event(out, said("H"));
                end.await();
            }
        });
        try {
            assertThatThrownBy(() -> ask(limits(Duration.ofMillis(200), LONG)))
                    .isInstanceOfSatisfying(ModelException.class,
                            failed -> assertThat(failed.failure()).isEqualTo(new ModelFailure.TimedOut()));
            assertThatThrownBy(() -> ask(limits(LONG, Duration.ofMillis(200))))
                    .isInstanceOfSatisfying(ModelException.class,
                            failed -> assertThat(failed.failure()).isEqualTo(new ModelFailure.TimedOut()));
        } finally {
            end.countDown();
        }
    }

    @Test
    void whoStreamsForEverIsCutAtTheLimit() {
        server.then(exchange -> {
            try (var out = WireServer.begin(exchange)) {
                while (true) {
                    WireServer.event(out, said("x"));
                }
            }
        });
        assertFails("TooLarge", "larger than");
    }

    @Test
    void anInterruptEndsItAndTheConnection() throws Exception {
        var begun = new CountDownLatch(1);
        var hungUp = new CountDownLatch(1);
        server.then(exchange -> {
            try (var out = WireServer.begin(exchange)) {
                while (true) {
                    out.write(": x\n\n".getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    begun.countDown();
                }
            } finally {
                hungUp.countDown();
            }
        });
        var thrown = new AtomicReference<Throwable>();
        var thread = Thread.ofVirtual().start(() -> {
            try {
                ask(new ModelLimits(LONG, LONG, LONG, 50, Integer.MAX_VALUE));
            } catch (Throwable ended) {
                thrown.set(ended);
            }
        });
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        thread.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(hungUp.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"ftp://x/v1| url: is an address", "http://u@h/v1| url: is an address",
        "http://a b| url: is no address"})
    void refusesAddressesThatAreNone(String url, String words) {
        assertThatThrownBy(() -> new ChatCompletions(Means.endpoint(url))).hasMessageContaining(words);
    }

    private ModelAnswer ask() throws Exception {
        return ask(limits(LONG, LONG));
    }

    private ModelAnswer ask(ModelLimits limits) throws Exception {
        return provider.exchange(new ModelRequest("m", List.of(new ModelMessage.Said("hi")), List.of(), limits), means);
    }

    private void assertFails(String failure, String words) {
        assertThatThrownBy(this::ask).isInstanceOfSatisfying(ModelException.class, failed -> {
            assertThat(failed.failure().getClass().getSimpleName()).isEqualTo(failure);
            assertThat(failed).hasMessageContaining(words);
            assertThat(failed.getMessage()).startsWith("the model endpoint test").doesNotContain("canary");
        });
    }

    private static ModelLimits limits(Duration firstPiece, Duration idle) {
        return new ModelLimits(LONG, firstPiece, idle, 50, 100_000);
    }

    private static String said(String text) {
        return "{'choices':[{'index':0,'delta':{'content':'" + text + "'}}]}";
    }

    private static String call(String inside) {
        return "{'choices':[{'index':0,'delta':{'tool_calls':[{" + inside + "}]}}]}";
    }
}
