// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Files beside the wire. */
@ExtendWith(SharedGateway.class)
class BlobIT {
    @Test
    void whatIsUploadedIsDownloadedAndAttached(Gateway gateway) throws Exception {
        var uploaded = gateway.send(gateway.authorized("/blobs").header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("attached")).build());
        assertThat(uploaded.statusCode()).isEqualTo(201);
        var id = ((JsonObject) new StrictJson().parse(uploaded.body())).text("blob").orElseThrow();

        var downloaded = gateway.send(gateway.authorized("/blobs/" + id).build());
        assertThat(downloaded.body()).isEqualTo("attached");
        assertThat(downloaded.headers().firstValue("Content-Type")).contains("text/plain");
        assertThat(downloaded.headers().firstValue("Content-Disposition").orElse("")).startsWith("attachment");
        try (var client = gateway.connect()) {
            var turn = client.say(JsonObject.builder().put("thread", "attached").put("text", "/help")
                    .put("attachments", JsonArray.ofStrings(List.of(id))).build());
            var history = client.call("sessions.history",
                    JsonObject.of("session", turn.text("session").orElseThrow()));
            assertThat(history.toString()).contains(id);
            assertThat(client.refusal("messages.send", JsonObject.builder().put("text", "/help")
                    .put("attachments", JsonArray.ofStrings(List.of("b_none"))).build())).isEqualTo("not_found");
        }
    }

    @Test
    void aTokenIsNeededAndOneThatMay(Gateway gateway) throws Exception {
        var post = BodyPublishers.ofString("x");
        refused(401, gateway.send(HttpRequest.newBuilder(gateway.uri("/blobs")).POST(post).build()));
        refused(401, gateway.get("/blobs/b_none"));
        try (var client = gateway.connect()) {
            var reader = client.call("tokens.create", JsonObject.builder().put("name", "reader")
                    .put("scopes", JsonArray.ofStrings(List.of("blobs:read"))).build()).text("token").orElseThrow();
            refused(403, gateway.send(HttpRequest.newBuilder(gateway.uri("/blobs"))
                    .header("Authorization", "Bearer " + reader).POST(post).build()));
            refused(404, gateway.send(HttpRequest.newBuilder(gateway.uri("/blobs/b_none"))
                    .header("Authorization", "Bearer " + reader).build()));
        }
    }

    @Test
    void whatIsTooLargeIsRefused(Gateway gateway) throws Exception {
        var tooLarge = new byte[(32 << 20) + 1];
        var answer = gateway.send(gateway.authorized("/blobs").POST(BodyPublishers.ofByteArray(tooLarge)).build());
        refused(413, answer);
        assertThat(answer.body()).contains(Integer.toString(32 << 20));
    }

    @Test
    void noPathLeadsOut(Gateway gateway) throws Exception {
        for (var path : List.of("/blobs/../secrets/operator.token", "/blobs/..%2fsecrets%2foperator.token",
                "/blobs/%2e%2e/secrets/operator.token", "/blobs/b_%00")) {
            var answer = gateway.send(gateway.authorized(path).build());
            assertThat(answer.statusCode()).as(path).isBetween(400, 404);
            assertThat(answer.body()).doesNotContain(gateway.token());
        }
    }

    private static void refused(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
    }
}
