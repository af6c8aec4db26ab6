// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard Webhooks: only what was signed, just now, and not seen before, becomes a turn. */
class StandardWebhookIT {
    private static final byte[] KEY = "fedcba9876543210fedcba98".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER_KEY = "fedcba9876543210fedcba99".getBytes(StandardCharsets.UTF_8);

    private static Gateway gateway;

    @BeforeAll
    static void start(@TempDir Path home) throws Exception {
        gateway = Gateway.builder(home)
                .secret("hook-key", "whsec_" + Base64.getEncoder().encodeToString(KEY))
                .configure(
                        "dev.postern.adapters.webhook~shop",
                        """
                        {"postern.hook.id": "shop",
                         "postern.surface.name": "webhook.shop",
                         "postern.hook.max.body.bytes": 4096,
                         "secret": ["hook-key"],
                         "peer": "shop",
                         "thread": "{/thread}",
                         "text": "{/text}"}
                        """)
                .start();
        Await.until("the hook is there", () -> {
            int status = post("probe", now(), KEY, "{}", "application/json").statusCode();
            return status != 404 && status != 503;
        });
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void aReplayIsTheSameTurn() throws Exception {
        var body = in("replayed");
        var first = post("m-1", now(), KEY, body, "application/json");
        assertThat(first.statusCode()).isEqualTo(202);
        var again = post("m-1", now(), KEY, body, "application/json");
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.body()).contains("\"duplicate\":true");
        var other = post("m-1", now(), KEY, in("replayed elsewhere"), "application/json");
        assertThat(turn(other)).isEqualTo(turn(first));
        try (var client = gateway.connect()) {
            client.awaitTurn(turn(first), "finished");
            var session = JsonObject.of("session", answer(first).text("session").orElseThrow());
            assertThat(client.call("turns.list", session).array("turns").orElseThrow().values()).hasSize(1);
            assertThat(sessions(client)).doesNotContain("replayed elsewhere");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-3_600, -301, 301, 3_600})
    void whatWasSignedAtAnotherTimeIsRefused(long seconds) throws Exception {
        // seconds pass while it is on its way, which brings the future nearer
        long at = now() + seconds + (seconds > 0 ? 120 : -1);
        refused(400, "webhook-timestamp", post("m-2", at, KEY, in("stale"), "application/json"), "stale");
    }

    @Test
    void theTimeCannotBeRenewed() throws Exception {
        var stale = now() - 3_600;
        var signature = sign(KEY, "m-3", stale, in("renewed"));
        refused(401, "signature", post("m-3", now(), signature, in("renewed"), "application/json"), "renewed");
        refused(401, "signature", post("m-4", stale, signature, in("renewed"), "application/json"), "renewed");
    }

    @Test
    void aForgedSignatureIsRefused() throws Exception {
        refused(401, "signature", post("m-5", now(), OTHER_KEY, in("forged"), "application/json"), "forged");
        refused(401, "signature",
                post("m-6", now(), "v1," + "A".repeat(43) + "=", in("forged"), "application/json"), "forged");
        refused(401, "signature", post("m-7", now(), "v1,", in("forged"), "application/json"), "forged");
        refused(401, "signature",
                post("m-8", now(), sign(KEY, "m-8", now(), in("other")), in("forged"), "application/json"),
                "forged");
    }

    @Test
    void aBodyTooLargeIsRefusedSignedOrNot() throws Exception {
        var large = "{\"thread\":\"large\",\"text\":\"" + "x".repeat(4_096) + "\"}";
        refused(413, "4096", post("m-9", now(), KEY, large, "application/json"), "large");
        refused(413, "4096", post("m-10", now(), OTHER_KEY, large, "application/json"), "large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"thread\":\"broken\",\"text\":\"a\"",
        "{\"thread\":\"broken\",\"thread\":\"twice\"}",
        "\"broken\"", "[]", "{\"thread\":\"broken\"}", "{\"thread\":\"broken\",\"text\":7e999}"})
    void aBodyThatCannotBeReadIsRefused(String body) throws Exception {
        refused(400, "", post("m-" + body.hashCode(), now(), KEY, body, "application/json"), "broken");
    }

    @Test
    void aFormIsNoJsonHoweverItIsCalled() throws Exception {
        var form = "payload=%7B%22thread%22%3A%22form%22%2C%22text%22%3A%22%2Fhelp%22%7D";
        refused(400, "JSON", post("m-11", now(), KEY, form, "application/x-www-form-urlencoded"), "form");
        refused(400, "JSON", post("m-12", now(), KEY, form, "application/json"), "form");
        refused(400, "JSON", post("m-13", now(), KEY, "<thread>form</thread>", "application/xml"), "form");
    }

    @Test
    void aRefusedMessageMayComeAgainMended() throws Exception {
        refused(401, "signature", post("m-14", now(), OTHER_KEY, in("mended"), "application/json"), "mended");
        var mended = post("m-14", now(), KEY, in("mended"), "application/json");
        assertThat(mended.statusCode()).isEqualTo(202);
        assertThat(mended.body()).contains("\"duplicate\":false");
    }

    /** Refused as a problem that says why without the secret, and no session was made. */
    private static void refused(int status, String word, HttpResponse<String> answer, String thread) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(answer.body()).contains(word).doesNotContain("whsec_", "fedcba98");
        try (var client = gateway.connect()) {
            assertThat(sessions(client)).doesNotContain('"' + thread + '"');
        }
    }

    private static String sessions(dev.postern.itests.harness.WireClient client) throws Exception {
        return client.call("sessions.list", JsonObject.EMPTY).toString();
    }

    private static String turn(HttpResponse<String> response) throws Exception {
        return answer(response).text("turn").orElseThrow();
    }

    private static JsonObject answer(HttpResponse<String> response) throws Exception {
        return (JsonObject) new dev.postern.json.StrictJson().parse(response.body());
    }

    private static String in(String thread) {
        return "{\"thread\":\"" + thread + "\",\"text\":\"/time.now zone=Europe/Zurich\"}";
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private static HttpResponse<String> post(String id, long at, byte[] key, String body, String type)
            throws Exception {
        return post(id, at, sign(key, id, at, body), body, type);
    }

    private static HttpResponse<String> post(String id, long at, String signature, String body, String type)
            throws Exception {
        return gateway.send(HttpRequest.newBuilder(gateway.uri("/hooks/shop"))
                .header("Content-Type", type)
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(at))
                .header("webhook-signature", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static String sign(byte[] key, String id, long at, String body) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        var signed = mac.doFinal((id + "." + at + "." + body).getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(signed);
    }
}
