// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.model.ModelAnswer.Stop;
import dev.postern.api.model.ModelCall;
import dev.postern.api.model.ModelFailure;
import dev.postern.api.model.ModelImage;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds over every wire, whatever servers do. */
public abstract class ModelProviderContract extends PatienceContract {
    @Test
    void putsAnAnswerTogetherAndShowsItOnTheWay() throws Exception {
        server.stream(events(saying("Hel", "lo"), ending()));
        var answer = ask();
        assertThat(answer.text()).isEqualTo("Hello");
        assertThat(answer.stop()).isEqualTo(Stop.DONE);
        assertThat(means.shown()).isEqualTo("Hello");
        assertThat(means.deltas()).hasSize(2);
        assertThat(server.headers().getFirst().values()).anyMatch(values -> values.toString().contains(Means.KEY));
    }

    @Test
    void readsCharactersAndLinesThatWereCutAnywhere() throws Exception {
        var text = new StringBuilder(": here\r\n\r\n");
        for (var data : events(saying("Grüße 😀"), calling("c", "n", "{\\u0022x\\u0022:\\u0022Grüße 😀\\u0022}"),
                ending())) {
            text.append(WireServer.event(data).replace("\n", "\r\n")).append(": still here\r\n\r\n");
        }
        server.then(exchange -> {
            try (var out = WireServer.begin(exchange)) {
                for (byte one : text.toString().getBytes(StandardCharsets.UTF_8)) {
                    out.write(one);
                    out.flush();
                }
            }
        });
        var answer = ask();
        assertThat(answer.text()).isEqualTo("Grüße 😀");
        assertThat(answer.calls()).containsExactly(new ModelCall("c", "n", "{\"x\":\"Grüße 😀\"}"));
    }

    @Test
    void takesAWholeAnswerFromWhoDoesNotStream() throws Exception {
        server.status(200, Map.of("Content-Type", "Application/JSON"), WireServer.json(whole("all of it")));
        var answer = ask();
        assertThat(answer.text()).isEqualTo("all of it");
        assertThat(answer.stop()).isEqualTo(Stop.LENGTH);
    }

    @Test
    void showsImagesAfterTheWordsThatNameThem() throws Exception {
        server.stream(events(saying("ok"), ending()));
        ask(new ModelRequest("m", List.of(new ModelMessage.Said("which one?", List.of(
                new ModelImage("b_one", "image/png", "one.png", 5), new ModelImage("b_two", "image/webp", "", 5)))),
                List.of(), limits()));
        assertThat(server.requests().getFirst()).containsSubsequence("which one?",
                WireServer.json(image("image/png", "Yl9vbmU=")), WireServer.json(image("image/webp", "Yl90d28=")));
    }

    @ParameterizedTest
    @CsvSource({"429", "500", "503", "529"})
    void triesAgainWhatMayHelp(int status) throws Exception {
        server.status(status, Map.of("Retry-After", "0"), "").status(status, Map.of(), "")
                .stream(events(saying("ok"), ending()));
        assertThat(ask().text()).isEqualTo("ok");
        assertThat(server.requests()).hasSize(3);
        assertThat(server.requests()).allMatch(server.requests().getFirst()::equals);
    }

    @Test
    void triesNoMoreOftenThanItWasTold() {
        for (int i = 0; i < 10; i++) {
            server.status(529, Map.of(), "{\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");
        }
        assertFails("Overloaded", "it says: Overloaded");
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void comesBackNoSoonerThanItWasTold() throws Exception {
        server.status(429, Map.of("Retry-After", "1"), "").stream(events(saying("ok"), ending()));
        long begin = System.nanoTime();
        ask();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void doesNotWaitLongerThanItsTime() {
        server.status(429, Map.of("retry-after", "3600"), "{\"error\":{\"message\":\"slow\\ndown\"}}");
        var failed = fails(this::ask);
        assertThat(failed.failure()).isEqualTo(new ModelFailure.RateLimited(Optional.of(Duration.ofHours(1))));
        assertThat(failed).hasMessageContaining("it says: slow down");
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"401, KeyRefused, secrets/model.key", "403, KeyRefused, refuses the key",
        "402, KeyRefused, nothing left to spend", "404, NoSuchModel, no such model",
        "400, RequestRefused, status 400", "413, RequestRefused, status 413"})
    void triesNothingAgainThatHelpsNothing(int status, String failure, String words) {
        server.status(status, Map.of(), "{\"error\":{\"message\":\"you sent " + Means.KEY + "\"}}");
        assertFails(failure, words);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void whereNothingIsLeftToSpendWaitingDoesNotHelp() {
        server.status(429, Map.of(),
                "{\"error\":{\"type\":\"x\",\"code\":\"insufficient_quota\",\"message\":\"pay\"}}");
        assertFails("KeyRefused", "nothing left to spend for this key; it says: pay");
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"301", "302", "303", "307", "308"})
    void theKeyFollowsNoRedirect(int status) throws Exception {
        try (var other = new WireServer()) {
            server.status(status, Map.of("Location", other.url() + path()), "");
            assertFails("NotAllowed", "neither the request nor the key follows");
            assertThat(other.requests()).isEmpty();
            assertThat(server.requests()).hasSize(1);
        }
    }

    /** Not even what says so in an error holds it. */
    @ParameterizedTest
    @ValueSource(strings = {Means.KEY + "\n# of the canary", Means.KEY + "\u200b", "\ufeff" + Means.KEY, ""})
    void whatIsNoKeyIsNotSent(String secret) throws Exception {
        means.changeKey(secret);
        var failed = fails(this::ask);
        assertThat(failed.failure()).isEqualTo(new ModelFailure.NotAllowed());
        assertThat(failed).hasMessageContaining("secrets/model.key is empty, or holds more than one line")
                .hasMessageNotContaining("canary");
        assertThat(server.requests()).isEmpty();
    }

    /** What stands there in place of a name may be the key. */
    @Test
    void theNameOfASecretThatIsNotThereIsNotRepeated() throws Exception {
        means.loseKey();
        var failed = fails(this::ask);
        assertThat(failed.failure()).isEqualTo(new ModelFailure.NotAllowed());
        assertThat(failed)
                .hasMessageStartingWith("the key of test cannot be read: there is no secret of the name under key")
                .hasNoCause().hasMessageNotContaining("model.key");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void theKeyIsHiddenInArgumentsThatSpellItWithEscapes() throws Exception {
        server.stream(events(saying("x"), calling("c", "n", "{\\u0022a\\u0022:[{\\u0022\\\\u0073"
                + Means.KEY.substring(1) + "\\u0022:\\u0022my \\\\u0073" + Means.KEY.substring(1)
                + "\\u0022}]}"), ending()));
        assertThat(ask().calls()).containsExactly(new ModelCall("c", "n", "{\"a\":[{\"[key]\":\"my [key]\"}]}"));
    }

    @Test
    void theKeyIsHiddenWhereverTheServerRepeatsIt() throws Exception {
        int half = Means.KEY.length() / 2;
        server.stream(events(saying("key " + Means.KEY, " and " + Means.KEY.substring(0, half),
                Means.KEY.substring(half) + " once more, ", Means.KEY.substring(0, 3)),
                calling("c " + Means.KEY, "n" + Means.KEY, "{" + Means.KEY + "}"), ending()));
        var answer = ask();
        assertThat(means.shown()).isEqualTo("key [key] and [key] once more, " + Means.KEY.substring(0, 3))
                .isEqualTo(answer.text());
        assertThat(answer.toString() + means.deltas()).doesNotContain("canary");
        assertThat(answer.calls()).singleElement()
                .satisfies(call -> assertThat(call.name() + call.arguments()).isEqualTo("n[key]{[key]}"));
    }

    @Test
    void theKeyIsHiddenInTheModelsName() throws Exception {
        server.stream(events(saying("x"), ending()).stream().map(data -> data.replace("m-2", Means.KEY)).toList());
        assertThat(ask().model()).isEqualTo("[key]");
    }

    @Test
    void saysThatAnAnswerBrokeOff() {
        server.stream(saying("Hel"));
        assertFails("CutOff", "before it was whole");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aConnectionThatBreaksInMidAnswerIsNotTriedAgain() {
        server.then(exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 100_000);
            for (var data : saying("Hel")) {
                WireServer.event(exchange.getResponseBody(), data);
            }
            throw new IllegalStateException("the rest never comes");
        });
        assertFails("CutOff", "broke off");
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"{'type':'message_start','choices':[{'delta':{| no JSON", "[1]| no JSON object"})
    void saysWhatCannotBeRead(String piece, String words) {
        server.stream(List.of(piece));
        assertFails("Unreadable", words);
    }

    @Test
    void saysThatAPageIsNoAnswer() {
        server.status(200, Map.of("Content-Type", "Text/HTML; charset=utf-8"), "<html>Sign in first</html>");
        assertFails("Unreadable", "url may be another");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void whatCannotBeReadIsNotRepeated() {
        server.stream(List.of("{'" + Means.KEY));
        assertFails("Unreadable", "no JSON");
    }

    @Test
    void anEmptyAnswerIsNone() {
        server.stream(ending());
        assertFails("Unreadable", "nothing in it");
    }

    @Test
    void anErrorInPlaceOfAnAnswerIsTriedAgainAndOneInItsMidstIsNot() throws Exception {
        server.stream(List.of(error("engine died"))).stream(events(saying("ok"), ending()));
        assertThat(ask().text()).isEqualTo("ok");
        server.stream(events(saying("H"), List.of(error("engine died of " + Means.KEY))));
        assertFails("CutOff", "it says: engine died of [key]");
        assertThat(server.requests()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"ftp://x/v1| url: is an address", "http://u@h/v1| url: is an address",
        "/v1| url: is an address", "http://a b| url: is no address"})
    void refusesAddressesThatAreNone(String url, String words) {
        assertThatThrownBy(() -> provider(url, ModelClient.BACKOFF)).hasMessageContaining(words);
    }
}
