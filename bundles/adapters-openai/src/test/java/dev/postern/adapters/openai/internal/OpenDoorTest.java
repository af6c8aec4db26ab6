// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import dev.postern.api.client.ClientException;
import dev.postern.api.client.ClientMessage.Choice;
import dev.postern.api.client.ClientMessage.Destination;
import dev.postern.api.message.Part;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.api.planner.PlannerDefinition;
import dev.postern.api.planner.TurnView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in, and what comes of a request. */
final class OpenDoorTest {
    private static final String CHAT = "/chat/completions";
    private static final String HELLO = "{'model':'postern','messages':[{'role':'user','content':'hello'}]}";

    private final FakeClient client = new FakeClient("messages:write", "sessions:read", "sessions:write",
            "approvals:read");
    private final Agents agents = new Agents();

    @Test
    void whoHasNoTokenIsNotLetIn() throws Exception {
        var http = Http.post(CHAT, HELLO).without("Authorization").through(door(Map.of()));
        assertThat(http.status).isEqualTo(401);
        assertThat(http.code()).isEqualTo("invalid_api_key");
        assertThat(http.sent).containsKey("WWW-Authenticate").containsEntry("x-should-retry", "false");
        assertThat(Http.get("/models").with("Authorization", "Bearer wrong").through(door(Map.of())).status)
                .isEqualTo(401);
        assertThat(Http.get("/models").with("Authorization", "Basic right").through(door(Map.of())).status)
                .isEqualTo(401);
        assertThat(client.sent).isEmpty();
    }

    @Test
    void whoMayNotHearTheAnswerBeginsNoTurn() throws Exception {
        var deaf = new FakeClient();
        var http = Http.post(CHAT, HELLO)
                .through(new OpenDoor(_ -> Optional.of(deaf), agents, Settings.config(Map.of())));
        assertThat(http.code()).isEqualTo("insufficient_scope");
        assertThat(deaf.sent).isEmpty();
    }

    @Test
    void nothingIsReadOfWhoMayNotWrite() throws Exception {
        var mute = new FakeClient("sessions:read");
        var http = Http.post(CHAT, "{")
                .through(new OpenDoor(_ -> Optional.of(mute), agents, Settings.config(Map.of())));
        assertThat(http.status).isEqualTo(403);
        assertThat(http.json().toString()).contains("messages:write");
    }

    @Test
    void requestsThatArriveTogetherHaveBoundedRoom() throws Exception {
        var door = door(Map.of());
        var arrived = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var large = HELLO.replace("postern", "nobody").replace("hello", "x".repeat(8_388_408));
        var slow = new FutureTask<>(() -> Http.post(CHAT, large).ending(arrived, goOn).through(door));
        Thread.startVirtualThread(slow);
        assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
        var refused = Http.post(CHAT, large).through(door);
        var small = Http.post(CHAT, HELLO.replace("postern", "nobody")).through(door);
        goOn.countDown();
        assertThat(slow.get().code()).isEqualTo("model_not_found");
        assertThat(refused.status).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("overloaded");
        assertThat(refused.sent).containsKey("Retry-After").containsEntry("x-should-retry", "true");
        assertThat(small.code()).as("there is room for less").isEqualTo("model_not_found");
        assertThat(Http.post(CHAT, large).through(door).code()).as("what went made room").isEqualTo("model_not_found");
    }

    @Test
    void aRequestOfVeryManyValuesIsNotTaken() throws Exception {
        var http = Http.post(CHAT, "{'model':'postern','messages':[0" + ",0".repeat(200_000) + "]}")
                .through(door(Map.of()));
        assertThat(http.code()).isEqualTo("invalid_json");
        assertThat(http.json().toString()).contains("more than 100000 values");
    }

    @Test
    void aPlannerThatFailsTakesNothingFromTheOthers() throws Exception {
        agents.add(new Planner() {
            @Override
            public Decision next(TurnView turn) {
                return new Decision.Reply("");
            }

            @Override
            public List<String> models() {
                throw new IllegalStateException("broken");
            }
        }, Map.of(PlannerDefinition.NAME, "bad"));
        assertThat(Http.get("/models").through(door(Map.of())).json().toString()).contains("\"bad\"", "\"postern\"");
    }

    @Test
    void aGatewayThatGoesAwayIsAskedAgainOnlyWhereThatBeginsNoSecondTurn() throws Exception {
        for (var keyed : List.of(true, false)) {
            var door = door(Map.of());
            door.stop();
            var http = Http.post(CHAT, HELLO);
            if (keyed) {
                http.with("Idempotency-Key", "k");
            }
            assertThat(http.through(door).status).isEqualTo(503);
            assertThat(http.sent).containsEntry("x-should-retry", keyed.toString());
        }
    }

    @Test
    void aDoorThatIsShutIsNotThere() throws Exception {
        var http = Http.post(CHAT, HELLO).through(door(Map.of("open", false)));
        assertThat(http.status).isEqualTo(404);
        assertThat(http.code()).isEqualTo("unknown_url");
    }

    @Test
    void onlyWhatThereIsIsAnswered() throws Exception {
        assertThat(Http.get(CHAT).through(door(Map.of())).status).isEqualTo(405);
        assertThat(Http.post("/models", "{}").through(door(Map.of())).status).isEqualTo(405);
        assertThat(Http.get("/files").through(door(Map.of())).status).isEqualTo(404);
        assertThat(Http.get("/responses/resp_t_9").through(door(Map.of())).code()).isEqualTo("not_found");
        assertThat(Http.get("/responses/t_1").through(door(Map.of())).code()).isEqualTo("not_found");
        assertThat(Http.post(CHAT, "{").through(door(Map.of())).code()).isEqualTo("invalid_json");
        assertThat(Http.post(CHAT, "[]").through(door(Map.of())).code()).isEqualTo("invalid_json");
        var large = Http.post(CHAT, HELLO.replace("hello", "x".repeat(2_000)))
                .through(door(Map.of("max_body_bytes", 1_024)));
        assertThat(large.status).isEqualTo(413);
    }

    @Test
    void aTurnsReplyIsTheAnswer() throws Exception {
        client.happens("turn.finished", "{'reply':'Hello.','steps':1}");
        var http = Http.post(CHAT, HELLO).with("Idempotency-Key", "k").through(door(Map.of()));
        assertThat(http.status).isEqualTo(200);
        assertThat(http.json().text("id")).contains("chatcmpl-t_1");
        assertThat(http.json().integer("created")).contains(1_700_000_000L);
        assertThat(http.sent).containsEntry("X-Postern-Session", "s_1").containsEntry("X-Postern-Turn", "t_1");
        var sent = client.sent.getFirst();
        assertThat(sent.to().choice()).isEqualTo(Choice.NONE);
        assertThat(sent.once().orElseThrow().key()).isEqualTo("k");
        assertThat(sent.once().orElseThrow().request().toString()).contains("hello", CHAT);
        assertThat(((Destination.Thread) sent.to()).name()).startsWith("request-");
    }

    @Test
    void aSessionIsNamedInOneOfTheWays() throws Exception {
        var told = "{'model':'postern','messages':[{'role':'system','content':'Brief.'},{'role':'user','content':'a'},"
                + "{'role':'assistant','content':'b'},{'role':'user','content':'c'}]}";
        for (int i = 0; i < 4; i++) {
            client.happens("turn.finished", "{'reply':'Hello.','steps':1}");
        }
        Http.post(CHAT, told).through(door(Map.of()));
        Http.post(CHAT, told).with("X-Postern-Session", "desk").through(door(Map.of()));
        Http.post(CHAT, told).with("X-Postern-Session", "s_7").through(door(Map.of()));
        Http.post("/responses", "{'model':'postern','previous_response_id':'resp_t_1','input':'more'}")
                .through(door(Map.of()));
        var sent = client.sent;
        assertThat(sent.get(0).before()).extracting(TurnView.Exchange::reply).containsExactly("b", "");
        assertThat(sent.get(1).to()).isEqualTo(new Destination.Thread("desk", Choice.NONE));
        assertThat(sent.get(1).before()).as("the gateway remembers").hasSize(1);
        assertThat(sent.get(1).before().getFirst().message().toString()).contains("Brief.");
        assertThat(sent.get(2).to()).isEqualTo(new Destination.Session("s_7", Choice.NONE));
        assertThat(sent.get(3).to()).isEqualTo(new Destination.Session("s_1", Choice.NONE));
    }

    @Test
    void picturesBecomeAttachments() throws Exception {
        client.happens("turn.finished", "{'reply':'A cat.','steps':1}");
        Http.post("/responses",
                "{'model':'postern','input':[{'role':'user','content':[{'type':'input_text','text':'what?'},"
                        + "{'type':'input_image','image_url':'data:image/png;base64,AAEC'}]}]}")
                .through(door(Map.of()));
        assertThat(client.sent.getFirst().parts()).last().isInstanceOfSatisfying(Part.Blob.class,
                blob -> assertThat(blob.mediaType()).isEqualTo("image/png"));
    }

    @Test
    void whoMayChooseHasAChoice() throws Exception {
        Planner planner = new Planner() {
            @Override
            public Decision next(TurnView turn) {
                return new Decision.Reply("");
            }

            @Override
            public List<String> models() {
                return List.of("local/m");
            }
        };
        agents.add(planner, Map.of(PlannerDefinition.NAME, "models"));
        assertThat(Http.get("/models").through(door(Map.of())).out.toString(StandardCharsets.UTF_8))
                .contains("\"local/m\"", "\"models\"", "\"postern\"");
        client.happens("turn.finished", "{'reply':'Hello.','steps':1}");
        Http.post(CHAT, HELLO.replace("postern", "local/m")).through(door(Map.of()));
        assertThat(client.sent.getFirst().to().choice())
                .isEqualTo(new Choice(Optional.of("models"), Map.of("default", "local/m")));
        assertThat(Http.get("/models/local/m").through(door(Map.of())).json().text("id")).contains("local/m");
        var few = new OpenDoor(_ -> Optional.of(new FakeClient()), agents, Settings.config(Map.of()));
        assertThat(Http.get("/models/local/m").through(few).code()).isEqualTo("model_not_found");
        agents.remove(planner);
        assertThat(Http.post(CHAT, HELLO.replace("postern", "local/m")).through(door(Map.of())).code())
                .isEqualTo("model_not_found");
    }

    @ParameterizedTest
    @CsvSource({"invalid_params,400,invalid_value", "unauthenticated,401,invalid_api_key",
        "forbidden,403,insufficient_scope", "not_found,404,not_found", "conflict,409,conflict",
        "idempotency_conflict,409,idempotency_conflict", "rate_limited,429,rate_limit_exceeded",
        "overloaded,429,overloaded", "unavailable,503,unavailable", "internal,500,internal"})
    void refusalsHaveTheStatusesOfTheWire(String code, int status, String shown) throws Exception {
        client.refusal = new ClientException(code, "no", status >= 429 ? Duration.ofMillis(1_500) : null);
        var http = Http.post(CHAT, HELLO).through(door(Map.of()));
        assertThat(http.status).isEqualTo(status);
        assertThat(http.code()).isEqualTo(shown);
        assertThat(http.sent.get("Retry-After")).isEqualTo(status >= 429 ? "2" : null);
        assertThat(http.sent.get("x-should-retry")).isEqualTo(Boolean.toString(status == 429 || status == 503));
    }

    @Test
    void hangingUpEndsNoTurnUnlessThatIsWanted() throws Exception {
        for (int i = 0; i < 2; i++) {
            client.says(0, 1, 0, "a").happens("turn.finished", "{'reply':'a','steps':1}");
            var http = Http.post(CHAT, HELLO.replace("}]}", "}],'stream':true}"));
            http.hangsUpAfter = 20;
            http.through(door(Map.of("hang_up", i == 0 ? "continue" : "cancel")));
            assertThat(client.cancelled).hasSize(i);
        }
    }

    @Test
    void soManyAtATimeAndNoMore() throws Exception {
        var permits = new Permits();
        var limits = Settings.limits(Map.of("max_requests", 2, "max_requests_of_token", 1));
        try (var _ = permits.take("a", limits)) {
            assertThatThrownBy(() -> permits.take("a", limits)).hasMessageContaining("of this token");
            try (var _ = permits.take("b", limits)) {
                assertThatThrownBy(() -> permits.take("c", limits)).isInstanceOfSatisfying(Refusal.class,
                        why -> assertThat(why.status()).isEqualTo(429));
            }
            permits.take("c", limits).close();
        }
        permits.take("a", limits).close();
    }

    @Test
    void settingsThatCannotBeAreNamed() {
        assertThatThrownBy(() -> new DoorSettingsCheck(Settings.config(Map.of("hang_up", "shout"))))
                .hasMessageContaining("hang.up: is continue or cancel");
        assertThatThrownBy(() -> new DoorSettingsCheck(Settings.config(Map.of("wait_seconds", 0))))
                .hasMessageContaining("wait.seconds: is 1 to 86400");
    }

    private OpenDoor door(Map<String, Object> settings) {
        return new OpenDoor(token -> token.equals("right") ? Optional.of(client) : Optional.empty(), agents,
                Settings.config(settings));
    }
}
