// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.WireClient;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers are unknown unless the configuration names them, rules ask for it, and the record tells for whom it decided. */
class PeerTrustIT {
    private static final String SECRET = "it is a secret to everybody";
    private static final String RULES = """
            {"rules":[{"id":"no-strangers","effect":"deny","when":{"trust":["unknown"],"tools":["time.now"]}},
                      {"id":"ask-others","effect":"confirm","when":{"trust":["trusted"],"tools":["time.now"]}}]}""";

    @TempDir
    Path home;

    @Test
    void rulesTellStrangersFromWhoIsNamed() throws Exception {
        try (var gateway = Gateway.builder(home).secret("desk-key", SECRET)
                .configure("dev.postern.pipeline.peers",
                        "{\"trusted\":[\"webhook.desk/al*\"],\"operator\":[\"webhook.desk/olga\"]}")
                .configure("dev.postern.adapters.webhook~desk", """
                        {"postern.hook.id": "desk", "postern.surface.name": "webhook.desk", "signature": "github",
                         "secret": ["desk-key"], "peer": "{/from}", "thread": "main", "author": "{/from}",
                         "text": "time"}""")
                .configure("dev.postern.planner.rules.pattern~time", """
                        {"name": "time", "surface": "webhook.desk", "pattern": "time",
                         "calls": ["{\\"tool\\":\\"time.now\\",\\"input\\":{}}"]}""")
                .start();
                var operator = gateway.connect()) {
            operator.call("policy.put", JsonObject.builder()
                    .put("document", (JsonObject) new StrictJson().parse(RULES)).build());
            Await.until("the hook is there", () -> post(gateway, "probe", "{}", "sha256=00").statusCode() == 401);
            for (var name : List.of("mallory", "alice", "olga")) {
                var body = "{\"from\":\"" + name + "\"}";
                assertThat(post(gateway, name, body, sign(body)).statusCode()).isEqualTo(202);
            }
            awaitDecision(operator, "mallory", "deny", "document:no-strangers");
            awaitDecision(operator, "alice", "confirm", "document:ask-others");
            awaitDecision(operator, "olga", "allow", "risk.low");
            Await.until("the operator's call is done, and found by who asked for it",
                    () -> types(operator, "olga").contains("tool.finished"));
            assertThat(types(operator, "olga")).containsExactly("policy.decided", "tool.started", "tool.finished");
            assertThat(types(operator, "alice")).containsExactly("policy.decided", "approval.requested");
            Await.until("the stranger's call is over", () -> types(operator, "mallory").contains("tool.finished"));
            assertThat(types(operator, "mallory")).containsExactly("policy.decided", "tool.finished");
        }
    }

    private static void awaitDecision(WireClient operator, String peer, String effect, String rule) throws Exception {
        Await.until("it is decided about " + peer, () -> types(operator, peer).contains("policy.decided"));
        var meta = records(operator, peer).getFirst().object("meta").orElseThrow();
        assertThat(meta.text("effect")).as(peer).contains(effect);
        assertThat(meta.array("rules").map(JsonArray::strings).orElseThrow()).as(peer).contains(rule);
    }

    private static List<String> types(WireClient operator, String peer) throws Exception {
        return records(operator, peer).stream().map(record -> record.text("type").orElseThrow()).toList();
    }

    private static List<JsonObject> records(WireClient operator, String peer) throws Exception {
        return operator.call("audit.query", JsonObject.of("principal", "webhook.desk/" + peer)).array("records")
                .orElseThrow().values().stream().map((JsonValue record) -> (JsonObject) record).toList();
    }

    private static HttpResponse<String> post(Gateway gateway, String delivery, String body, String signature)
            throws Exception {
        return gateway.send(HttpRequest.newBuilder(gateway.uri("/hooks/desk"))
                .header("Content-Type", "application/json").header("X-GitHub-Event", "push")
                .header("X-GitHub-Delivery", delivery).header("X-Hub-Signature-256", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private static String sign(String body) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }
}
