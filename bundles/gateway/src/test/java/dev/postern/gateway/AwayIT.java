// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.Json;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.WireException;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A method goes with its bundle, and its next version comes a moment later. */
class AwayIT {
    private static final Json JSON = new StrictJson();
    private static final String ANY = "{\"type\":\"object\"}";
    private static final Map<String, Object> EFFECT = Map.of("postern.method.effect", true);

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
    void requestsWaitForTheNextVersion() throws Exception {
        try (var client = connected()) {
            var first = platform.method("test.waits", ANY, Map.of(),
                    (Handler) (params, context) -> new Result("first"));
            assertThat(text(client.call("test.waits", "{}"))).isEqualTo("first");
            first.unregister();
            var waiting = client.request("test.waits", "{}");
            assertThat(client.call("gateway.ping", "{}").bool("ok")).contains(true);
            try (var other = Client.open(JSON, platform.port())) {
                assertThat(other.connect(platform.operatorToken()).object("result").orElseThrow().array("methods")
                        .orElseThrow().strings()).contains("test.waits");
            }
            platform.method("test.waits", ANY, Map.of(), (Handler) (params, context) -> new Result("second"));
            assertThat(text(client.response(waiting))).isEqualTo("second");
        }
    }

    @Test
    void whatFindsItselfExchangedIsAskedAnewAndDoneOnce() throws Exception {
        var entered = new CountDownLatch(1);
        var gone = new CountDownLatch(1);
        try (var client = connected()) {
            var first = platform.method("test.goes", ANY, EFFECT, (Handler) (params, context) -> {
                entered.countDown();
                gone.await();
                throw WireException.away("it is being exchanged");
            });
            var request = client.request("test.goes", "{}", ",\"idempotencyKey\":\"k\"");
            assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
            first.unregister();
            gone.countDown();
            platform.method("test.goes", ANY, EFFECT, (Handler) (params, context) -> new Result("done"));
            assertThat(text(client.response(request))).isEqualTo("done");
            assertThat(text(client.response(client.request("test.goes", "{}", ",\"idempotencyKey\":\"k\""))))
                    .isEqualTo("done");
        }
    }

    @Test
    void whatNeverWasIsUnknownAtOnce() throws Exception {
        try (var client = connected()) {
            assertThat(client.call("test.never", "{}").toString()).contains("unknown_method");
        }
    }

    private static Client connected() throws Exception {
        var client = Client.open(JSON, platform.port());
        assertThat(client.connect(platform.operatorToken()).bool("ok")).contains(true);
        return client;
    }

    private static String text(JsonObject response) {
        return response.object("result").flatMap(result -> result.text("text")).orElseGet(response::toString);
    }

    record Params() {}

    record Result(String text) {}

    /** A method as a lambda; its records are found by this interface. */
    interface Handler extends Method<Params, Result> {}
}
