// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.GithubPayload;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A real GitHub push makes the gateway search files and call back with what it found. */
class WebhookIT {
    private static final String HOOK_SECRET = "it is a secret to everybody";
    private static final byte[] REPLY_KEY = "0123456789abcdef01234567".getBytes(StandardCharsets.UTF_8);

    /** What the destination got: failing at first, as destinations do. */
    private static final class Destination implements AutoCloseable {
        private final HttpServer server;
        private final List<String> bodies = new CopyOnWriteArrayList<>();
        private final List<String> ids = new CopyOnWriteArrayList<>();
        private final AtomicInteger refusals = new AtomicInteger();

        Destination() throws Exception {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/reply", this::take);
            server.start();
        }

        private void take(HttpExchange exchange) throws IOException {
            var body = exchange.getRequestBody().readAllBytes();
            ids.add(exchange.getRequestHeaders().getFirst("webhook-id"));
            if (refusals.getAndDecrement() > 0) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            var signed = exchange.getRequestHeaders().getFirst("webhook-id") + "."
                    + exchange.getRequestHeaders().getFirst("webhook-timestamp") + "."
                    + new String(body, StandardCharsets.UTF_8);
            var expected = "v1,"
                    + Base64.getEncoder().encodeToString(hmac(REPLY_KEY, signed.getBytes(StandardCharsets.UTF_8)));
            if (expected.equals(exchange.getRequestHeaders().getFirst("webhook-signature"))) {
                bodies.add(new String(body, StandardCharsets.UTF_8));
            }
            exchange.sendResponseHeaders(200, -1);
        }

        int port() {
            return server.getAddress().getPort();
        }

        /** As if nothing had come yet. */
        void forget() {
            ids.clear();
            bodies.clear();
        }

        void refuse(int times) {
            refusals.set(times);
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @TempDir
    static Path folder;
    private static Destination destination;
    private static KilledGateway killed;

    @BeforeAll
    static void prepare() throws Exception {
        destination = new Destination();
        killed = new KilledGateway(folder, WebhookIT::configured);
    }

    @AfterAll
    static void end() throws Exception {
        killed.close();
        destination.close();
    }

    private static Gateway.Builder configured(Gateway.Builder builder) throws Exception {
        var workspace = Files.createDirectories(builder.home().resolve("workspace/notes"));
        Files.writeString(workspace.resolve("contacts.md"), "# People\nCodertocat/Hello-World: ask Mona first\n");
        return builder
                .secret("github-hook", HOOK_SECRET)
                .secret("reply-key", "whsec_" + Base64.getEncoder().encodeToString(REPLY_KEY))
                .configure("dev.postern.access", "{\"privateHosts\":[\"127.0.0.1\"]}")
                .configure(
                        "dev.postern.adapters.webhook~github",
                        """
                        {"postern.hook.id": "github",
                         "postern.surface.name": "webhook.github",
                         "signature": "github",
                         "secret": ["github-hook"],
                         "only": ["{header:x-github-event}=push"],
                         "peer": "{/repository/full_name}",
                         "thread": "{/ref}",
                         "author": "{/pusher/name}",
                         "text": "push to {/repository/full_name}",
                         "metadata": ["repository={/repository/full_name}"],
                         "reply.url": "http://127.0.0.1:%d/reply",
                         "reply.secret": "reply-key"}
                        """
                                .formatted(destination.port()))
                .configure(
                        "dev.postern.planner.rules.pattern~push",
                        """
                        {"name": "push",
                         "surface": "webhook.github",
                         "pattern": "push to (?<repository>\\\\S+)",
                         "calls": ["{\\"tool\\":\\"files.search\\",\\"input\\":{\\"path\\":\\"workspace\\",\\"query\\":\\"{repository}\\"}}"],
                         "reply": "Known of {repository}: {1/matches}"}
                        """);
    }

    @Test
    void aPushIsAnsweredWithWhatTheFilesSay() throws Exception {
        var payload = GithubPayload.push();
        var gateway = killed.gateway();
        awaitHook(gateway);
        destination.forget();
        destination.refuse(2);
        var first = post(gateway, "d-1", payload, sign(payload), "push");
        assertThat(first.statusCode()).isEqualTo(202);
        // The same delivery again, as GitHub's "redeliver" sends it: one turn, one reply.
        assertThat(post(gateway, "d-1", payload, sign(payload), "push").body()).contains("\"duplicate\":true");

        Await.until("the callback succeeded", () -> !destination.bodies.isEmpty());
        assertThat(destination.bodies.getFirst())
                .contains("Known of Codertocat/Hello-World")
                .contains("contacts.md")
                .contains("ask Mona first");
        assertThat(destination.ids).hasSize(3);
        assertThat(destination.ids.stream().distinct()).hasSize(1);
    }

    /** As a sender meets it that sends again what nobody answered. */
    @TestFactory
    Stream<DynamicTest> aPushIsAnsweredWhereverTheGatewayWasKilled() {
        // its acceptance, its end with the reply, and that the reply was delivered
        return IntStream.rangeClosed(1, 3).boxed().flatMap(at -> Stream.of("before:" + at, "after:" + at))
                .map(where -> DynamicTest.dynamicTest(where, () -> killAndSendAgain(where)));
    }

    private static void killAndSendAgain(String where) throws Exception {
        // a branch of its own, so a session of its own
        var payload = GithubPayload.push().replace("refs/", "refs/" + where + "/");
        var dying = killed.gateway();
        awaitHook(dying);
        destination.forget();
        killed.light(where);
        try {
            post(dying, where, payload, sign(payload), "push");
        } catch (IOException died) {
            assertThat(where).endsWith(":1");
        }
        killed.awaitKill();

        var gateway = killed.gateway();
        try (var client = gateway.connect()) {
            awaitHook(gateway);
            var again = (JsonObject) new StrictJson()
                    .parse(post(gateway, where, payload, sign(payload), "push").body());
            assertThat(again.bool("duplicate")).contains(!where.equals("before:1"));
            var session = JsonObject.of("session", again.text("session").orElseThrow());
            assertThat(client.call("turns.list", session).array("turns").orElseThrow().values()).hasSize(1);
            client.awaitTurn(again.text("turn").orElseThrow(), "finished");
            Await.until("the callback succeeded", () -> !destination.bodies.isEmpty());
            // delivered once, or again under the same id when it could not be recorded
            assertThat(destination.ids.stream().distinct()).hasSize(1);
            assertThat(destination.ids).hasSizeBetween(1, where.equals("before:3") ? 2 : 1);
        }
    }

    @Test
    void whatIsForgedOrTooLargeOrOfAnotherKindDoesNothing() throws Exception {
        var payload = GithubPayload.push().replace("refs/", "refs/forged/");
        var gateway = killed.gateway();
        awaitHook(gateway);
        assertThat(post(gateway, "d-2", payload, "sha256=" + "0".repeat(64), "push").statusCode()).isEqualTo(401);
        assertThat(post(gateway, "d-3", payload + " ", sign(payload), "push").statusCode()).isEqualTo(401);
        assertThat(post(gateway, "d-4", "x".repeat(2 << 20), sign(payload), "push").statusCode()).isEqualTo(413);
        assertThat(post(gateway, "d-5", "{broken", sign("{broken"), "push").statusCode()).isEqualTo(400);
        assertThat(post(gateway, "d-6", payload, sign(payload), "star").body()).contains("ignored");
        try (var client = gateway.connect()) {
            assertThat(client.call("sessions.list", JsonObject.EMPTY).toString()).doesNotContain("refs/forged");
        }
    }

    private static void awaitHook(Gateway gateway) throws Exception {
        Await.until("the hook is there", () -> {
            int status = post(gateway, "probe", "{}", "sha256=00", "push").statusCode();
            return status != 404 && status != 503;
        });
    }

    private static HttpResponse<String> post(
            Gateway gateway, String delivery, String body, String signature, String event) throws Exception {
        return gateway.send(HttpRequest.newBuilder(gateway.uri("/hooks/github"))
                .header("Content-Type", "application/json")
                .header("X-GitHub-Event", event)
                .header("X-GitHub-Delivery", delivery)
                .header("X-Hub-Signature-256", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static String sign(String body) throws Exception {
        return "sha256="
                + HexFormat.of().formatHex(hmac(
                        HOOK_SECRET.getBytes(StandardCharsets.UTF_8), body.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
