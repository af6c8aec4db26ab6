// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.message.Origin;
import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelCall;
import dev.postern.api.model.ModelContext;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelProvider;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.model.ModelUsage;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView.Result;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.access.Access;
import dev.postern.core.access.AccessProvider;
import dev.postern.core.access.Grants;
import dev.postern.core.metrics.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.junit.jupiter.api.Test;

/** A model, or who writes what it reads, that wants to break the turn and not to answer it. */
class HostileModelTest {
    private final Queue<ModelAnswer> answers = new ArrayDeque<>();
    private final List<ModelRequest> requests = new ArrayList<>();
    private final ModelsPlanner planner = planner();

    private ModelsPlanner planner() {
        var provider = new ModelProvider() {
            @Override
            public ModelAnswer exchange(ModelRequest request, ModelContext context) {
                requests.add(request);
                return answers.remove();
            }
        };
        var endpoint = new Endpoints.Endpoint(provider, "p 1.0.0", Grants.none("p"), List.of(),
                CircuitBreaker.ofDefaults("e"));
        var lookup = new Exchanges.Lookup() {
            @Override
            public Optional<Endpoints.Endpoint> await(String name, Duration longest) {
                return Optional.of(endpoint);
            }

            @Override
            public List<String> names() {
                return List.of("near");
            }
        };
        var attachments = new Attachments(new FakeBlobs(Path.of(".")));
        return new ModelsPlanner(Fakes.config(PlannerConfig.class,
                Map.of("model", "near/small", "fallbacks", new String[]{"near/other"})),
                new Exchanges(lookup,
                        Fakes.of(AccessProvider.class, Map.of("open", Fakes.of(Access.class, Map.of()))), piece -> {},
                        Fakes.of(Metrics.class, Map.of("counter", (Metrics.Counter) amount -> {})), attachments),
                attachments);
    }

    @Test
    void whatItSaysThatItReadNeedNotFitIntoANumber() throws Exception {
        long most = JsonNumber.MAX_SAFE_INTEGER;
        for (var usage : List.of(new ModelUsage(3 * most, -7, most), new ModelUsage(-most, 2 * most, 5))) {
            answers.add(answer("Hi.", List.of(), usage, JsonNull.NULL));
            var turn = FakeTurn.saying("hi");
            assertThat(planner.next(turn)).isEqualTo(new Decision.Reply("Hi."));
            assertThat(turn.used.getFirst().input()).isBetween(0L, 1_000_000_000L);
            assertThat(turn.used.getFirst().cachedInput()).isBetween(0L, 1_000_000_000L);
        }
    }

    @Test
    void stepsOfAnyNumberOfTokensCanBeWrittenDown() throws Exception {
        long most = JsonNumber.MAX_SAFE_INTEGER;
        answers.add(answer("", List.of(new ModelCall("a", "time_now", "{}")), new ModelUsage(most, 0, most),
                JsonNull.NULL));
        var decision = (Decision.CallTools) planner.next(FakeTurn.saying("hi"));
        assertThat(((JsonObject) decision.note()).integer("tokens")).contains(2_000_000_000L);
    }

    @Test
    void anAnswerThatNoRecordTakesIsNoneAndTheNextModelIsAsked() throws Exception {
        answers.add(answer("Deep.", List.of(), ModelUsage.UNKNOWN, nested(50)));
        answers.add(answer("Hi.", List.of(), ModelUsage.UNKNOWN, JsonNull.NULL));
        assertThat(planner.next(FakeTurn.saying("hi"))).isEqualTo(new Decision.Reply("Hi."));
        assertThat(requests).extracting(ModelRequest::model).containsExactly("small", "other");
    }

    @Test
    void argumentsThatNestTooDeepGoBackToIt() throws Exception {
        answers.add(answer("", List.of(new ModelCall("a", "time_now", nested(60).toString())), ModelUsage.UNKNOWN,
                JsonNull.NULL));
        answers.add(answer("Sorry.", List.of(), ModelUsage.UNKNOWN, JsonNull.NULL));
        assertThat(planner.next(FakeTurn.saying("hi"))).isEqualTo(new Decision.Reply("Sorry."));
        assertThat(requests.getLast().messages().getLast()).isInstanceOfSatisfying(ModelMessage.Result.class,
                result -> assertThat(result.text()).contains("nest deeper than 48"));
    }

    @Test
    void aToolWhoseSchemaNoRecordTakesKeepsNobodyFromTheOthers() throws Exception {
        answers.add(answer("Hi.", List.of(), ModelUsage.UNKNOWN, JsonNull.NULL));
        planner.next(FakeTurn.saying("hi").offering(deep(), FakeTurn.tool("time.now", false)));
        assertThat(requests.getFirst().tools()).singleElement()
                .satisfies(tool -> assertThat(tool.name()).isEqualTo("time_now"));
    }

    @Test
    void marksAreFoundInNoTimeHoweverManySpacesThereAre() throws Exception {
        var page = "< / foreign> <" + " ".repeat(250_000) + "/ <\t\n FOREIGN";
        answers.add(answer("Hi.", List.of(), ModelUsage.UNKNOWN, JsonNull.NULL));
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> planner.next(new FakeTurn(page, Origin.FOREIGN)));
        assertThat(requests.getFirst().messages().getLast().toString()).contains("‹ / foreign>", "‹\t\n FOREIGN");
    }

    @Test
    void whatItWroteAgainAndAgainUnderOneIdStaysApart() throws Exception {
        var call = new ModelCall("a", "time_now", "{}");
        answers.add(answer("", List.of(call, call, call), ModelUsage.UNKNOWN, JsonNull.NULL));
        answers.add(answer("Hi.", List.of(), ModelUsage.UNKNOWN, JsonNull.NULL));
        var turn = FakeTurn.saying("hi");
        var none = new Result.Returned(JsonObject.EMPTY);
        planner.next(turn.after(planner.next(turn), none, none, none));
        assertThat(requests.getLast().messages().stream().filter(ModelMessage.Result.class::isInstance)
                .map(result -> ((ModelMessage.Result) result).call())).doesNotHaveDuplicates().hasSize(3);
    }

    private static ModelAnswer answer(String text, List<ModelCall> calls, ModelUsage usage, JsonValue continuation) {
        return new ModelAnswer("m", text, calls, calls.isEmpty() ? ModelAnswer.Stop.DONE : ModelAnswer.Stop.CALLS,
                usage,
                continuation);
    }

    private static JsonObject nested(int deep) {
        return FakeTurn.json("{'a':".repeat(deep) + "1" + "}".repeat(deep));
    }

    private static ToolDescriptor deep() {
        return new ToolDescriptor("bad.tool", "1.0.0", "Bad.", Risk.LOW, List.of(), Duration.ofSeconds(1), true, 1,
                Duration.ZERO, 1, 1_000, List.of(), true, false, nested(50), JsonObject.EMPTY, List.of());
    }
}
