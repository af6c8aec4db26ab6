// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.surface.DeliveryException;
import dev.postern.api.surface.HookHandler.Request;
import dev.postern.api.surface.OutboundMessage;
import dev.postern.api.surface.RejectedException;
import dev.postern.api.tool.ToolException;
import dev.postern.api.trigger.TriggeredMessage;
import dev.postern.api.trigger.WebhookTrigger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookTest {
    private static final String BODY = "{\"from\":\"ada\",\"text\":\"hello\",\"n\":{\"a/b\":[1,true]}}";

    private final FakeSurface surface = new FakeSurface();
    private Webhook webhook = new Webhook(Configured.of(Configured.STANDARD, Map.of()));

    @BeforeEach
    void open() throws Exception {
        webhook.open(surface);
    }

    @Test
    void acceptsASignedRequestAsAForeignMessage() {
        var answer = webhook.handle(signed("msg_1", BODY));

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.detail()).isEqualTo("{\"session\":\"s_1\",\"turn\":\"t_1\",\"duplicate\":false}");
        assertThat(surface.accepted).singleElement().satisfies(message -> {
            assertThat(message.peer()).isEqualTo("ada");
            assertThat(message.thread()).isEqualTo("lobby");
            assertThat(message.dedupeKey()).isEqualTo("msg_1");
            assertThat(message.parts()).containsExactly(new Part.Text("hello", Origin.FOREIGN));
            assertThat(message.at()).isEqualTo(surface.now);
        });
    }

    @Test
    void aPluginsTriggerMakesTheMessageOfWhatIsSignedAndNoneOfItCountsAsAPersons() throws Exception {
        triggered(request -> {
            var text = ((JsonObject) request.body()).text("text").orElseThrow() + " as " + request.message();
            return Optional.of(new TriggeredMessage("builds", List.of(new Part.Text(text, Origin.PERSON),
                    new Part.Text("made", Origin.SYSTEM)), JsonObject.of("commit", "c0ffee")));
        });
        assertThat(webhook.handle(signed("msg_1", BODY)).status()).isEqualTo(202);
        assertThat(webhook.handle(with(signed("msg_2", BODY), "webhook-signature", "v1,AAAA")).status()).isEqualTo(401);
        assertThat(surface.accepted).singleElement().satisfies(message -> {
            assertThat(message.peer()).isEqualTo("ada");
            assertThat(message.thread()).isEqualTo("builds");
            assertThat(message.dedupeKey()).isEqualTo("msg_1");
            assertThat(message.parts()).containsExactly(new Part.Text("hello as msg_1", Origin.FOREIGN),
                    new Part.Text("made", Origin.SYSTEM));
            assertThat(message.metadata()).hasToString("{\"commit\":\"c0ffee\"}");
        });
    }

    @Test
    void aTriggerThatIsNotInterestedDoesNotUnderstandFailsOrIsAwayIsToldToTheSender() throws Exception {
        triggered(request -> Optional.empty());
        assertThat(webhook.handle(signed("msg_1", BODY)).detail()).isEqualTo("{\"ignored\":true}");
        triggered(request -> {
            throw new IllegalArgumentException("no commit in it");
        });
        assertThat(webhook.handle(signed("msg_2", BODY))).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.detail()).contains("no commit in it");
        });
        triggered(request -> {
            throw new IllegalStateException("canary");
        });
        assertThat(webhook.handle(signed("msg_3", BODY))).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.detail()).doesNotContain("canary");
            assertThat(answer.retryAfterSeconds()).isPositive();
        });
        var trigger = triggered(request -> Optional.of(TriggeredMessage.of("x")));
        // an update that is undone: the new one comes, and goes again
        WebhookTrigger fresh = request -> Optional.empty();
        webhook.addTrigger(fresh, Map.of(dev.postern.api.trigger.Webhook.NAME, "pushes"));
        webhook.removeTrigger(fresh);
        assertThat(webhook.handle(signed("msg_4", BODY)).status()).isEqualTo(202);
        assertThat(surface.accepted).hasSize(1);
        webhook.removeTrigger(trigger);
        assertThat(webhook.handle(signed("msg_5", BODY)).status()).isEqualTo(503);
        assertThat(surface.accepted).hasSize(1);
    }

    @Test
    void aMessageIsMadeByATextOrByATrigger() {
        assertThatThrownBy(() -> new Webhook(Configured.of(Configured.STANDARD, Map.of("trigger", "pushes"))))
                .hasMessage("trigger: makes the text; give either it or text");
        assertThatThrownBy(() -> new Webhook(Configured.of(Configured.STANDARD, Map.of("text", ""))))
                .hasMessageContaining("text: says nothing");
    }

    private WebhookTrigger triggered(WebhookTrigger trigger) throws Exception {
        webhook = new Webhook(Configured.of(Configured.STANDARD, Map.of("text", "", "trigger", "pushes")));
        webhook.addTrigger(trigger, Map.of(dev.postern.api.trigger.Webhook.NAME, "pushes"));
        webhook.open(surface);
        return trigger;
    }

    @Test
    void tellsThatAReplayIsADuplicate() {
        webhook.handle(signed("msg_1", BODY));
        assertThat(webhook.handle(signed("msg_1", BODY)).detail()).contains("\"duplicate\":true");
        assertThat(surface.accepted).hasSize(1);
    }

    @Test
    void refusesForgedRequests() {
        var good = signed("msg_1", BODY);
        var otherBody = new Request(good.headers(), BODY.replace("ada", "eve").getBytes(StandardCharsets.UTF_8), "::1");
        assertThat(webhook.handle(otherBody).status()).isEqualTo(401);
        assertThat(webhook.handle(with(good, "webhook-id", "msg_2")).status()).isEqualTo(401);
        assertThat(webhook.handle(with(good, "webhook-timestamp", "1614265331")).status()).isEqualTo(401);
        assertThat(webhook.handle(with(good, "webhook-signature", "v1,AAAA")).status()).isEqualTo(401);
        assertThat(webhook.handle(with(good, "webhook-signature", "")).status()).isEqualTo(401);
        assertThat(surface.accepted).isEmpty();
    }

    /** One in four hundred does. */
    @Test
    void takesASignatureWhoseTextBeginsLikeAVersion() {
        var likely = IntStream.range(0, 100_000).mapToObj(i -> signed("msg_" + i, BODY))
                .filter(request -> request.headers().getOrDefault("webhook-signature", "")
                        .matches("v1,v[0-9].*"))
                .limit(2).toList();
        assertThat(likely).hasSize(2);
        assertThat(webhook.handle(likely.getFirst()).status()).isEqualTo(202);
        var good = likely.getLast();
        for (var others : List.of("v1,AAAA ", "v1,AAAA, ", "v1a,v9AA,")) {
            assertThat(webhook.handle(with(good, "webhook-signature", others + good.headers().get("webhook-signature")))
                    .status()).as(others).isEqualTo(202);
        }
    }

    @Test
    void takesOneOfSeveralSignaturesAndOneOfSeveralSecrets() throws Exception {
        surface.secrets.put("old-key", "whsec_" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB");
        webhook = new Webhook(
                Configured.of(Configured.STANDARD, Map.of("secret", new String[]{"old-key", "hook-key"})));
        webhook.open(surface);
        var good = signed("msg_1", BODY);
        var signature = "v1a,xyz v1,AAAA " + good.headers().get("webhook-signature");
        assertThat(webhook.handle(with(good, "webhook-signature", signature)).status()).isEqualTo(202);
    }

    @Test
    void refusesStaleAndMalformedRequests() {
        var good = signed("msg_1", BODY);
        surface.now = surface.now.plusSeconds(301);
        assertThat(webhook.handle(good).status()).isEqualTo(400);
        surface.now = surface.now.minusSeconds(602);
        assertThat(webhook.handle(good).status()).isEqualTo(400);
        surface.now = surface.now.plusSeconds(301);
        assertThat(webhook.handle(with(good, "webhook-timestamp", "yesterday")).status()).isEqualTo(400);
        assertThat(webhook.handle(with(good, "webhook-id", "")).status()).isEqualTo(400);
        assertThat(webhook.handle(signed("msg_2", "{")).status()).isEqualTo(400);
        var nobody = webhook.handle(signed("msg_3", "{\"text\":\"hello\"}"));
        assertThat(nobody.status()).isEqualTo(400);
        assertThat(nobody.detail()).isEqualTo("the request has no /from");
        assertThat(surface.accepted).isEmpty();
    }

    @Test
    void refusesWhatIsTooLarge() {
        webhook = new Webhook(Configured.of(Configured.STANDARD, Map.of("postern_hook_max_body_bytes", 10L)));
        assertThat(webhook.handle(signed("msg_1", BODY)).status()).isEqualTo(503);
        webhook = opened(Map.of("postern_hook_max_body_bytes", 10L));
        assertThat(webhook.handle(signed("msg_1", BODY)).status()).isEqualTo(413);
    }

    @Test
    void passesOnWhenToComeBack() {
        surface.rejection = new RejectedException("overloaded", "full", Duration.ofMillis(1_500));
        assertThat(webhook.handle(signed("msg_1", BODY))).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.retryAfterSeconds()).isEqualTo(2);
        });
        surface.rejection = new RejectedException("unavailable", "not now", null);
        assertThat(webhook.handle(signed("msg_1", BODY)).status()).isEqualTo(503);
        surface.rejection = new RejectedException("invalid_params", "too long", null);
        assertThat(webhook.handle(signed("msg_1", BODY)).status()).isEqualTo(400);
        webhook.close();
        assertThat(webhook.handle(signed("msg_1", BODY)).retryAfterSeconds()).isPositive();
    }

    @Test
    void takesGithubDeliveriesAndIgnoresOtherEvents() {
        surface.secrets.put("gh", "It's a Secret to Everybody");
        webhook = opened(Map.of("signature", "github", "secret", new String[]{"gh"}, "peer", "{/sender/login}",
                "thread", "{/repository/full_name}", "text", "search {/repository/name} {{{/n/a~1b/0}}}",
                "only", new String[]{"{header:X-GitHub-Event}=push"}, "metadata", new String[]{"ref={/ref|none}"}));
        String body = "{\"sender\":{\"login\":\"octocat\"},\"repository\":{\"name\":\"r\",\"full_name\":\"o/r\"},"
                + "\"n\":{\"a/b\":[1,true]}}";

        assertThat(webhook.handle(github("push", "d-1", body)).status()).isEqualTo(202);
        assertThat(webhook.handle(github("ping", "d-2", body)).detail()).isEqualTo("{\"ignored\":true}");
        assertThat(webhook.handle(with(github("push", "d-3", body), "x-hub-signature-256", "sha256=00")).status())
                .isEqualTo(401);

        assertThat(surface.accepted).singleElement().satisfies(message -> {
            assertThat(message.peer()).isEqualTo("octocat");
            assertThat(message.thread()).isEqualTo("o/r");
            assertThat(message.dedupeKey()).isEqualTo("d-1");
            assertThat(message.parts()).containsExactly(new Part.Text("search r {1}", Origin.FOREIGN));
            assertThat(message.metadata()).isEqualTo(JsonObject.of("ref", "none"));
        });
    }

    @Test
    void refusesBadSettingsNamingThem() {
        for (var bad : Map.of("text: the placeholder at character 0 has no }", Map.of("text", (Object) "{/a"),
                "peer: a } without its {", Map.of("peer", (Object) "a}"),
                "thread: {a} is neither", Map.of("thread", (Object) "{a}"),
                "text: {/a~2}: in a JSON pointer", Map.of("text", (Object) "{/a~2}"),
                "only: '{/a}' is not", Map.of("only", (Object) new String[]{"{/a}"}),
                "signature: 'md5'", Map.of("signature", (Object) "md5"),
                "postern.surface.name: must be webhook.ci", Map.of("postern_surface_name", (Object) "other"),
                "reply.secret", Map.of("reply_url", (Object) "https://example.org/"),
                "reply.url", Map.of("reply_url", (Object) "mailto:ada@example.org")).entrySet()) {
            assertThatThrownBy(() -> new Webhook(Configured.of(Configured.STANDARD, bad.getValue())))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(bad.getKey());
        }
        assertThatThrownBy(() -> opened(Map.of("secret", new String[]{"nowhere"}))).hasRootCauseMessage(
                "there is no secret nowhere");
    }

    @Test
    void postsSignedReplies() throws Exception {
        webhook = opened(Map.of("reply_url", "https://example.org/back", "reply_secret", "reply-key"));
        webhook.deliver(reply());

        var sent = surface.sent.getFirst();
        assertThat(sent.method() + " " + sent.uri()).isEqualTo("POST https://example.org/back");
        assertThat(sent.headers()).containsEntry("webhook-id", "o_1").containsEntry("webhook-timestamp", "1614265330");
        assertThat(sent.headers().get("webhook-signature"))
                .isEqualTo(Signatures.standard(Signatures.key(FakeSurface.KEY), "o_1", "1614265330", sent.body()));
        var body = (JsonObject) JsonValue.parse(new String(sent.body(), StandardCharsets.UTF_8));
        assertThat(body.object("data").orElseThrow().text("text")).contains("found it");
    }

    @Test
    void triesAgainOnlyWhereThatCanHelp() {
        webhook = opened(Map.of("reply_url", "https://example.org/back", "reply_secret", "reply-key"));
        surface.answerHeaders = Map.of("retry-after", List.of("7"));
        for (int status : new int[]{429, 500, 503, 408}) {
            surface.status = status;
            assertThat(failure().retryable()).as("" + status).isTrue();
            assertThat(failure().retryAfter()).contains(Duration.ofSeconds(7));
        }
        surface.answerHeaders = Map.of("retry-after", List.of("Thu, 25 Feb 2021 15:02:20 GMT"));
        assertThat(failure().retryAfter()).contains(Duration.ofSeconds(10));
        for (int status : new int[]{400, 404, 410, 302}) {
            surface.status = status;
            assertThat(failure().retryable()).as("" + status).isFalse();
        }
        surface.status = 200;
        surface.secrets.remove("reply-key");
        assertThat(failure()).hasMessage("reply.secret: there is no secret reply-key")
                .satisfies(failure -> assertThat(failure.retryable()).isTrue());
        surface.secrets.put("reply-key", "no key");
        assertThat(failure()).hasMessageStartingWith("reply.secret: a Standard Webhooks secret begins with")
                .satisfies(failure -> assertThat(failure.retryable()).isTrue());
        surface.secrets.put("reply-key", FakeSurface.KEY);
        surface.httpFailure = new ToolException("timeout", "too slow");
        assertThat(failure().retryable()).isTrue();
        surface.httpFailure = new ToolException("forbidden", "not that host");
        assertThat(failure().retryable()).isFalse();
    }

    private DeliveryException failure() {
        return catchThrowableOfType(DeliveryException.class, () -> webhook.deliver(reply()));
    }

    private static OutboundMessage reply() {
        return new OutboundMessage("o_1", "default", "s_1", "t_1", "ada", "lobby", "found it", JsonObject.EMPTY, 1);
    }

    private Webhook opened(Map<String, Object> more) {
        var opened = new Webhook(Configured.of(Configured.STANDARD, more));
        try {
            opened.open(surface);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return opened;
    }

    private Request signed(String id, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String timestamp = Long.toString(surface.now.getEpochSecond());
        return new Request(Map.of("webhook-id", id, "webhook-timestamp", timestamp, "webhook-signature",
                Signatures.standard(Signatures.key(FakeSurface.KEY), id, timestamp, bytes)), bytes, "127.0.0.1");
    }

    private static Request github(String event, String delivery, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Request(
                Map.of("x-github-event", event, "x-github-delivery", delivery, "x-hub-signature-256", Signatures
                        .github("It's a Secret to Everybody".getBytes(StandardCharsets.UTF_8), bytes)),
                bytes, "127.0.0.1");
    }

    private static Request with(Request request, String header, String value) {
        var headers = new HashMap<>(request.headers());
        headers.put(header, value);
        return new Request(headers, request.body(), request.remoteAddress());
    }
}
