// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import dev.postern.api.json.JsonObject;
import dev.postern.api.surface.HookHandler;
import dev.postern.core.hash.Sha256;
import dev.postern.core.health.HealthPart;
import dev.postern.core.json.Json;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceRegistration;

/** HTTP beside the WebSocket. */
class HttpIT {
    private static final Json JSON = new StrictJson();
    private static final String UPGRADE = "%s /gateway HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Protocol: postern.v1\r\nContent-Length: 0\r\n\r\n";
    /** SHA-256 of "abc": FIPS 180-2, appendix B.1. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private static Path folder;
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.start(folder, Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        platform.close();
    }

    @Test
    void saysThatTheProcessIsUp() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/healthz").body()).isEqualTo("{\"status\":\"up\"}");
    }

    @Test
    void namesWhatIsMissingUntilItIsReady() throws Exception {
        var missing = problem(get("/readyz"), 503);
        assertThat(missing.text("detail")).contains("missing: pipeline, store, toolrunner");
        var parts = new ArrayList<ServiceRegistration<HealthPart>>();
        try {
            var health = new AtomicReference<>(HealthPart.Health.down("the disk is full"));
            for (var name : List.of("store", "pipeline", "toolrunner")) {
                parts.add(platform.register(HealthPart.class, part(name, health), Map.of()));
            }
            assertThat(problem(get("/readyz"), 503).toString()).contains("the disk is full");
            health.set(HealthPart.Health.UP);
            assertThat(get("/readyz").statusCode()).isEqualTo(200);
            // what is not needed for messages does not keep them out
            parts.add(platform.register(HealthPart.class,
                    part("other", new AtomicReference<>(HealthPart.Health.down("x"))), Map.of()));
            assertThat(get("/readyz").statusCode()).isEqualTo(200);
        } finally {
            parts.forEach(ServiceRegistration::unregister);
        }
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void showsMetricsToWhoMaySeeThem() throws Exception {
        assertThat(problem(get("/metrics"), 401).text("title")).contains("Unauthorized");
        assertThat(get("/metrics").headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Bearer");
        problem(send(request("/metrics").header("Authorization", "Bearer nonsense")), 401);
        problem(send(bearer("/metrics", token("tools:read"))), 403);
        for (var scope : List.of("metrics:read", "gateway:read")) {
            var metrics = send(bearer("/metrics", token(scope)));
            assertThat(metrics.statusCode()).isEqualTo(200);
            assertThat(metrics.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain;");
            assertThat(metrics.body()).contains("postern_requests_total{method=\"tokens.create\",code=\"ok\"}",
                    "postern_connections ", "postern_sent_bytes_total ");
        }
    }

    @Test
    void takesNoTokenInTheAddress() throws Exception {
        problem(get("/metrics?token=" + platform.operatorToken()), 401);
        problem(get("/metrics?access_token=" + platform.operatorToken()), 401);
    }

    @Test
    void storesAndGivesBackBlobs() throws Exception {
        var operator = platform.operatorToken();
        var stored = send(bearer("/blobs", operator).header("Content-Type", "text/html")
                .POST(BodyPublishers.ofString("abc")));
        assertThat(stored.statusCode()).isEqualTo(201);
        assertThat(stored.body()).isEqualTo("{\"blob\":\"b_" + ABC + "\",\"sha256\":\"" + ABC + "\",\"size\":3}");

        var blob = send(bearer("/blobs/b_" + ABC, operator));
        assertThat(blob.body()).isEqualTo("abc");
        assertThat(blob.headers().firstValue("Content-Type")).contains("text/html");
        assertThat(blob.headers().firstValue("Content-Disposition").orElseThrow()).startsWith("attachment");
        assertThat(blob.headers().firstValue("Content-Security-Policy").orElseThrow()).contains("sandbox");
        assertThat(blob.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void keepsBlobsFromWhoMayNot() throws Exception {
        send(bearer("/blobs", platform.operatorToken()).header("Content-Type", "text/html")
                .POST(BodyPublishers.ofString("abc")));
        problem(get("/blobs/b_" + ABC), 401);
        problem(send(request("/blobs").POST(BodyPublishers.ofString("abc"))), 401);
        problem(send(bearer("/blobs", token("blobs:read")).POST(BodyPublishers.ofString("abc"))), 403);
        problem(send(bearer("/blobs/b_" + ABC, token("blobs:write"))), 403);
        problem(send(bearer("/blobs/b_" + "0".repeat(64), platform.operatorToken())), 404);
        problem(send(bearer("/blobs/..%2f..%2fsecrets%2foperator.token", platform.operatorToken())), 400, 404);
        problem(send(bearer("/blobs", platform.operatorToken())), 405);
    }

    @Test
    void refusesBlobsThatAreTooLarge() throws Exception {
        var large = new byte[33_554_433];
        problem(send(bearer("/blobs", platform.operatorToken()).POST(BodyPublishers.ofByteArray(large))), 413);
        // without saying beforehand how large it is
        problem(send(bearer("/blobs", platform.operatorToken())
                .POST(BodyPublishers.ofInputStream(() -> new Endless(33_554_433)))), 413);
    }

    @Test
    void keepsNothingOfABlobThatDoesNotArriveWhole() throws Exception {
        var head = "POST /blobs HTTP/1.1\r\nHost: 127.0.0.1:" + platform.port() + "\r\nAuthorization: Bearer "
                + platform.operatorToken() + "\r\n";
        for (var rest : List.of("Content-Length: 10\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\nhalf\r\n0\r\n\r\n")) {
            assertThat(raw(head + rest)).as(rest).startsWith("HTTP/1.1 400").contains("application/problem+json",
                    "did not arrive whole");
        }
        problem(send(bearer("/blobs/b_" + Sha256.hex("half"), platform.operatorToken())), 404);
    }

    @Test
    void letsARefusedSenderHearTheAnswerBeforeItEnds() throws Exception {
        platform.register(HookHandler.class, request -> new HookHandler.Response(202, "", 0),
                Map.of(HookHandler.ID, "small", HookHandler.MAX_BODY_BYTES, 10L));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), platform.port())) {
            var out = socket.getOutputStream();
            out.write(("POST /hooks/small HTTP/1.1\r\nHost: 127.0.0.1:" + platform.port()
                    + "\r\nContent-Length: 8388608\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            var in = socket.getInputStream();
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
            // answered already; a sender that notices late must not be cut off before it has read that
            out.write(new byte[8_388_608]);
            assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).contains("at most 10 bytes");
        }
    }

    @Test
    void handsWebhooksToWhoAnswersForThem() throws Exception {
        var seen = new AtomicReference<HookHandler.Request>();
        var hook = platform.register(HookHandler.class, request -> {
            seen.set(request);
            return new HookHandler.Response(202, "{\"turn\":\"t_1\"}", 0);
        }, Map.of(HookHandler.ID, "github", HookHandler.MAX_BODY_BYTES, 10L));

        var answer = send(request("/hooks/github").header("X-Hub-Signature-256", "sha256=1")
                .header("X-Two", "a").header("X-Two", "b").POST(BodyPublishers.ofString("0123456789")));
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"turn\":\"t_1\"}");
        assertThat(seen.get().headers()).containsEntry("x-hub-signature-256", "sha256=1").containsEntry("x-two",
                "a, b");
        assertThat(new String(seen.get().body(), StandardCharsets.UTF_8)).isEqualTo("0123456789");
        assertThat(seen.get().remoteAddress()).isEqualTo("127.0.0.1");

        problem(send(request("/hooks/github").POST(BodyPublishers.ofString("0123456789a"))), 413);
        problem(send(request("/hooks/github").POST(BodyPublishers.ofInputStream(() -> new Endless(11)))), 413);
        assertThat(get("/hooks/github").headers().firstValue("Allow")).contains("POST");
        problem(get("/hooks/github"), 405);
        hook.unregister();
        problem(send(request("/hooks/github").POST(BodyPublishers.ofString("x"))), 404);
    }

    @Test
    void whoNeverFinishesABodyKeepsNobodyOut() throws Exception {
        var hook = platform.register(HookHandler.class, request -> new HookHandler.Response(202, "", 0),
                Map.of(HookHandler.ID, "patient"));
        var begun = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 200; i++) {
                var socket = new Socket("127.0.0.1", platform.port());
                begun.add(socket);
                socket.getOutputStream().write(("POST /hooks/patient HTTP/1.1\r\nHost: 127.0.0.1:" + platform.port()
                        + "\r\nContent-Length: 1000\r\n\r\nx").getBytes(StandardCharsets.ISO_8859_1));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(send(request("/hooks/patient").POST(BodyPublishers.ofString("x"))).statusCode())
                        .isEqualTo(202);
            }
        } finally {
            for (var socket : begun) {
                socket.close();
            }
            hook.unregister();
        }
    }

    @Test
    void letsTheNextHookOfAnIdServeOnceTheFirstIsGone() throws Exception {
        var old = hook("updated", "old");
        var updated = hook("updated", "new");
        var third = hook("updated", "third");
        assertThat(send(request("/hooks/updated").POST(BodyPublishers.ofString("x"))).body()).isEqualTo("\"old\"");
        old.unregister();
        assertThat(send(request("/hooks/updated").POST(BodyPublishers.ofString("x"))).body()).isEqualTo("\"new\"");
        third.unregister();
        assertThat(send(request("/hooks/updated").POST(BodyPublishers.ofString("x"))).body()).isEqualTo("\"new\"");
        updated.unregister();
        problem(send(request("/hooks/updated").POST(BodyPublishers.ofString("x"))), 404);
    }

    private static ServiceRegistration<?> hook(String id, String answer) {
        return platform.register(HookHandler.class, request -> new HookHandler.Response(202, '"' + answer + '"', 0),
                Map.of(HookHandler.ID, id));
    }

    @Test
    void tellsWebhooksWhyTheyWereRefused() throws Exception {
        var refusing = platform.register(HookHandler.class,
                request -> new HookHandler.Response(429, "come back", 7), Map.of(HookHandler.ID, "refusing"));
        var broken = platform.register(HookHandler.class, request -> {
            throw new IllegalStateException("a secret of the implementation");
        }, Map.of(HookHandler.ID, "broken"));
        var refused = send(request("/hooks/refusing").POST(BodyPublishers.ofString("x")));
        assertThat(problem(refused, 429).text("detail")).contains("come back");
        assertThat(refused.headers().firstValue("Retry-After")).contains("7");
        assertThat(problem(send(request("/hooks/broken").POST(BodyPublishers.ofString("x"))), 500).toString())
                .doesNotContain("secret");
        refusing.unregister();
        broken.unregister();
    }

    @Test
    void answersForUnknownHooksAsForNothing() throws Exception {
        var nothing = get("/nothing").body();
        for (var path : List.of("/hooks/none", "/hooks/", "/hooks", "/hooks/a/b", "/", "/gateway/x",
                "/schemas/none.json",
                "/schemas/..%2fMETA-INF%2fMANIFEST.MF")) {
            var answer = get(path);
            problem(answer, 404, 400);
            if (answer.statusCode() == 404) {
                assertThat(answer.body()).as(path).isEqualTo(nothing);
            }
        }
    }

    /** What is there is another bundle's: here it is nothing, and not a path that could mean two things. */
    @Test
    void anEncodedSlashIsAModelsAndNothingElses() throws Exception {
        for (var path : List.of("/v1/models/a%2Fb", "/v1/models/a%2fb%2Fc%3Ad?x=%2F", "/v1/models/a%2F")) {
            problem(get(path), 404);
        }
        for (var path : List.of("/v1/models/..%2F..%2Fmetrics", "/v1/models/a%2F..%2F..%2F..%2Fmetrics",
                "/v1/models/../..%2Fmetrics", "/v1/models/%2e%2e%2F%2e%2e%2Fmetrics", "/v1/models/%2Fa",
                "/v1/models/a%2F..%2F..%2Fchat%2Fcompletions", "/v1/models/a%252Fb", "/v1/models/a;x%2Fb;y/..;/c",
                "/v1/models%2Fa", "/v1%2Fmodels/a", "/v1/chat%2Fcompletions", "/v1/responses/a%2Fb", "/metrics%2F",
                "/blobs/v1/models/a%2Fb", "/v1/models/..%2F..%2F..%2F..%2Fx",
                "/blobs/..%2F..%2Fx")) {
            assertThat(problem(get(path), 400).text("detail").orElse("")).as(path).containsIgnoringCase("ambiguous");
        }
        assertThat(raw("GET http://evil.example.org/v1/models/a%2Fb HTTP/1.1\r\nHost: evil.example.org\r\n"
                + "Connection: close\r\n\r\n")).startsWith("HTTP/1.1 403");
    }

    @Test
    void servesTheContractAsItsBundleHasIt() throws Exception {
        assertThat(get("/schemas/").body()).isEqualTo("{\"schemas\":[]}");
        var contract = platform.files("dev.postern.schemas", Map.of(
                "POSTERN-INF/schemas/catalogue.json", "{ \"methods\": [] }\n",
                "POSTERN-INF/schemas/events/thing.done.json", "{\"type\":\"object\",\"title\":\"Größe\"}",
                "POSTERN-INF/secret.json", "{}"));
        assertThat(get("/schemas/").body())
                .isEqualTo("{\"schemas\":[\"catalogue.json\",\"events/thing.done.json\"]}");
        assertThat(get("/schemas/catalogue.json").body()).isEqualTo("{ \"methods\": [] }\n");
        var event = get("/schemas/events/thing.done.json");
        assertThat(event.headers().firstValue("Content-Type")).contains("application/schema+json");
        assertThat(event.body()).isEqualTo("{\"type\":\"object\",\"title\":\"Größe\"}");
        for (var path : List.of("/schemas/events", "/schemas/../secret.json", "/schemas/..%2fsecret.json")) {
            problem(get(path), 404, 400);
        }
        contract.uninstall();
        assertThat(get("/schemas/").body()).isEqualTo("{\"schemas\":[]}");
        problem(get("/schemas/catalogue.json"), 404);
    }

    @Test
    void refusesForeignHostsEverywhere() throws Exception {
        for (var path : List.of("/healthz", "/readyz", "/metrics", "/blobs", "/hooks/x", "/schemas/", "/nothing")) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: evil.example.org\r\nConnection: close\r\n\r\n"))
                    .as(path)
                    .startsWith("HTTP/1.1 403")
                    .contains("application/problem+json");
        }
    }

    @Test
    void letsForeignPagesChangeNothing() throws Exception {
        for (var origin : List.of("null", "https://evil.example.org")) {
            problem(send(bearer("/blobs", platform.operatorToken()).header("Origin", origin)
                    .POST(BodyPublishers.ofString("abc"))), 403);
        }
        var own = send(bearer("/blobs", platform.operatorToken())
                .header("Origin", "http://127.0.0.1:" + platform.port())
                .POST(BodyPublishers.ofString("other")));
        assertThat(own.statusCode()).isEqualTo(201);
        assertThat(own.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void sendsSecurityHeadersAndNoServerHeader() throws Exception {
        for (var path : List.of("/healthz", "/nothing")) {
            var headers = get(path).headers().map();
            assertThat(headers).containsKeys("x-content-type-options", "x-frame-options", "referrer-policy",
                    "content-security-policy", "cache-control");
        }
    }

    @Test
    void asksForAnUpgradeAtTheWebSocket() throws Exception {
        problem(get("/gateway"), 426);
        assertThat(raw(UPGRADE.formatted("GET", platform.port()).replace("Connection: Upgrade", "Connection: close")))
                .startsWith("HTTP/1.1 400").contains("application/problem+json");
    }

    @Test
    void saysWhichMethodsThereAreToWhoeverTriesOthers() throws Exception {
        var hook = platform.register(HookHandler.class, request -> new HookHandler.Response(202, "", 0),
                Map.of(HookHandler.ID, "there"));
        var all = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW");
        var allowed = Map.of("/healthz", "GET, HEAD", "/readyz", "GET, HEAD", "/metrics", "GET, HEAD", "/schemas/",
                "GET, HEAD", "/blobs", "POST", "/blobs/b_x", "GET, HEAD", "/hooks/there", "POST", "/login",
                "GET, HEAD, POST", "/logout", "POST", "/gateway", "GET");
        for (var path : allowed.keySet()) {
            for (var method : all) {
                if (!List.of(allowed.get(path).split(", ")).contains(method)) {
                    var answer = send(request(path).method(method, BodyPublishers.noBody()));
                    problem(answer, 405);
                    assertThat(answer.headers().firstValue("Allow")).as(method + " " + path)
                            .contains(allowed.get(path));
                }
            }
        }
        hook.unregister();
    }

    @Test
    void echoesNothingAtTheWebSocketWhateverMethodAsksForTheUpgrade() throws Exception {
        for (var method : List.of("TRACE", "OPTIONS", "HEAD", "POST", "BREW")) {
            assertThat(raw(UPGRADE.formatted(method, platform.port()).replace("Connection: Upgrade",
                    "Connection: Upgrade, close"))).as(method).startsWith("HTTP/1.1 405").contains("Allow: GET")
                    .doesNotContain("dGhlIHNhbXBsZSBub25jZQ");
        }
    }

    @Test
    void tellsAsAProblemTooWhatTheServerRefusesByItself() throws Exception {
        var host = "Host: 127.0.0.1:" + platform.port() + "\r\nConnection: close\r\n";
        var refused = new LinkedHashMap<String, Integer>();
        refused.put("GET\r\n\r\n", 400);
        refused.put("\u0016\u0003\u0001\u0002\r\n\r\n", 400);
        refused.put("GET /healthz HTTP/1.1\r\n\r\n", 400);
        refused.put("GET /healthz HTTP/1.1\r\n" + host + "Host: evil.example.org\r\n\r\n", 400);
        refused.put("GET http://evil.example.org/healthz HTTP/1.1\r\n" + host + "\r\n", 400);
        refused.put("GET /healthz HTTP/9.9\r\n" + host + "\r\n", 505);
        refused.put("GET /blobs/..%2fx HTTP/1.1\r\n" + host + "\r\n", 400);
        refused.put("OPTIONS /%2e%2e/x HTTP/1.1\r\n" + host + "\r\n", 400);
        refused.put("GET //healthz HTTP/1.1\r\n" + host + "\r\n", 400);
        refused.put("GET /%ff HTTP/1.1\r\n" + host + "\r\n", 400);
        refused.put("GET /%zz HTTP/1.1\r\n" + host + "\r\n", 400);
        refused.put("CONNECT /healthz HTTP/1.1\r\n" + host + "\r\n", 400);
        refused.put("POST /blobs HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", 400);
        refused.put("POST /blobs HTTP/1.1\r\n" + host + "Expect: tea\r\nContent-Length: 0\r\n\r\n", 417);
        refused.put("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n" + host + "\r\n", 414);
        refused.put("GET /healthz HTTP/1.1\r\n" + host + "X-Long: " + "x".repeat(20_000) + "\r\n\r\n", 431);
        for (var request : refused.entrySet()) {
            var answer = raw(request.getKey());
            var told = request.getKey().substring(0, Math.min(60, request.getKey().length()));
            assertThat(answer).as(told).startsWith("HTTP/1.1 " + request.getValue())
                    .contains("Content-Type: application/problem+json").doesNotContain("<html", "jetty");
            var body = (JsonObject) JSON.parse(answer.substring(answer.indexOf("\r\n\r\n") + 4));
            assertThat(body.integer("status")).as(told).contains((long) request.getValue());
        }
        assertThat(raw("HEAD /blobs HTTP/1.1\r\n" + host + "Expect: tea\r\n\r\n")).startsWith("HTTP/1.1 417")
                .contains("application/problem+json").endsWith("\r\n\r\n");
    }

    private static HealthPart part(String name, AtomicReference<HealthPart.Health> health) {
        return new HealthPart() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Health health() {
                return health.get();
            }
        };
    }

    private static JsonObject problem(HttpResponse<String> response, Integer... statuses) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isIn((Object[]) statuses);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        var problem = (JsonObject) JSON.parse(response.body());
        assertThat(problem.integer("status")).contains((long) response.statusCode());
        assertThat(problem.text("title")).isPresent();
        assertThat(problem.text("detail")).isPresent();
        assertThat(problem.text("type")).contains("about:blank");
        return problem;
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        // A connection each: the server ends one whose body it refused to read, and the next request would race with that.
        try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    private static HttpRequest.Builder request(String path) throws Exception {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + platform.port() + path));
    }

    private static HttpRequest.Builder bearer(String path, String token) throws Exception {
        return request(path).header("Authorization", "Bearer " + token);
    }

    private static String raw(String request) throws Exception {
        try (var socket = new Socket("127.0.0.1", platform.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String token(String scope) throws Exception {
        try (var client = Client.open(JSON, platform.port())) {
            client.connect(platform.operatorToken());
            return client.call("tokens.create", "{\"name\":\"t\",\"scopes\":[\"" + scope + "\"]}")
                    .object("result")
                    .flatMap(result -> result.text("token"))
                    .orElseThrow();
        }
    }

    /** So many bytes. */
    private static final class Endless extends InputStream {
        private long left;

        Endless(long bytes) {
            left = bytes;
        }

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }
    }
}
