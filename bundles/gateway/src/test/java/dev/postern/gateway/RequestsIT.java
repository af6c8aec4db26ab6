// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.Json;
import dev.postern.core.store.Batch;
import dev.postern.core.store.UnreadableException;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Methods that come and go, that block, fail and happen once. */
class RequestsIT {
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
    void answersMethodsOnceTheirBundlesAreThere() throws Exception {
        try (var client = connected()) {
            assertThat(code(client.call("test.comes", "{}"))).isEqualTo("unknown_method");
            platform.method("test.comes", ANY, Map.of(), (Handler) (params, context) -> new Result("here"));
            assertThat(text(client.call("test.comes", "{}"))).isEqualTo("here");
        }
    }

    @Test
    void fillsInDefaultsBeforeTheMethodSeesParams() throws Exception {
        platform.method("test.defaults",
                "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\",\"default\":\"d\"}},"
                        + "\"additionalProperties\":false}",
                Map.of(), (Handler) (params, context) -> new Result(params.text()));
        try (var client = connected()) {
            assertThat(text(client.call("test.defaults", "{}"))).isEqualTo("d");
            assertThat(text(client.call("test.defaults", "{\"text\":\"x\"}"))).isEqualTo("x");
        }
    }

    @Test
    void tellsMethodsWhoAsksAndHow() throws Exception {
        var seen = new AtomicReference<MethodContext>();
        platform.method("test.context", ANY, Map.of(), (Handler) (params, context) -> {
            seen.set(context);
            return new Result("");
        });
        try (var client = open()) {
            var hello = client.connect(platform.operatorToken()).object("result").orElseThrow();
            var trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
            client.response(client.request("test.context", "{}", ",\"traceparent\":\"" + trace + "\""));

            assertThat(hello.text("connection")).contains(seen.get().connection());
            assertThat(hello.object("principal").orElseThrow().text("id")).contains(seen.get().principal().id());
            assertThat(seen.get().traceparent()).contains(trace);
            assertThat(seen.get().idempotency()).isEmpty();
        }
    }

    @Test
    void keepsAnsweringWhileMethodsBlock() throws Exception {
        var release = new CountDownLatch(1);
        platform.method("test.blocks", ANY, Map.of(), (Handler) (params, context) -> {
            release.await();
            return new Result("done");
        });
        try (var client = connected()) {
            var blocked = client.request("test.blocks", "{}");
            assertThat(client.call("gateway.ping", "{}").bool("ok")).contains(true);
            release.countDown();
            assertThat(text(client.response(blocked))).isEqualTo("done");
        }
    }

    @Test
    void refusesMoreThanMayBeInFlightAtOnceAndRecovers() throws Exception {
        var release = new CountDownLatch(1);
        platform.method("test.flight", ANY, Map.of(), (Handler) (params, context) -> {
            release.await();
            return new Result("done");
        });
        try (var client = connected()) {
            for (int i = 0; i < 128; i++) {
                client.request("test.flight", "{}");
            }
            var error = client.response(client.request("test.flight", "{}")).object("error").orElseThrow();
            assertThat(error.text("code")).contains("overloaded");
            assertThat(error.bool("retryable")).contains(true);
            assertThat(error.integer("retryAfterMs").orElseThrow()).isPositive();
            assertThat(client.call("gateway.ping", "{}").bool("ok")).contains(true);

            release.countDown();
            for (int i = 0; i < 128; i++) {
                assertThat(text(client.response("r" + i))).isEqualTo("done");
            }
            assertThat(text(client.call("test.flight", "{}"))).isEqualTo("done");
        }
    }

    @Test
    void holdsTheAnswersOfAFewReadsOnlyAtOnce() throws Exception {
        var running = new AtomicInteger();
        var release = new CountDownLatch(1);
        var most = new AtomicInteger();
        platform.method("test.heavy", ANY, Map.of(), (Handler) (params, context) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            release.await();
            running.decrementAndGet();
            return new Result("done");
        });
        platform.method("test.light", ANY, EFFECT, (Handler) (params, context) -> new Result("done"));
        try (var client = connected(); var other = connected()) {
            for (int i = 0; i < 60; i++) {
                client.request("test.heavy", "{}");
                other.request("test.heavy", "{}");
            }
            Await.until("as many run as may", () -> running.get() == 16);
            // what has an effect does not wait for them
            assertThat(text(client.call("test.light", "{}"))).isEqualTo("done");
            release.countDown();
            for (int i = 0; i < 60; i++) {
                assertThat(text(client.response("r" + i))).isEqualTo("done");
                assertThat(text(other.response("r" + i))).isEqualTo("done");
            }
            assertThat(most).hasValue(16);
        }
    }

    @Test
    void answersTypedErrorsAsTheyAre() throws Exception {
        platform.method("test.typed", ANY, Map.of(), (Handler) (params, context) -> {
            throw WireException.overloaded("later", Duration.ofMillis(250));
        });
        try (var client = connected()) {
            var error = client.call("test.typed", "{}").object("error").orElseThrow();
            assertThat(error.text("code")).contains("overloaded");
            assertThat(error.integer("retryAfterMs")).contains(250L);
        }
    }

    @Test
    void saysThatItComesBackWhenTheDatabaseIsGone() throws Exception {
        platform.method("test.reads", ANY, Map.of(), (Handler) (params, context) -> {
            throw new IllegalStateException(new UnreadableException("nobody answers", new SQLException()));
        });
        try (var client = connected()) {
            var error = client.call("test.reads", "{}").object("error").orElseThrow();
            assertThat(error.text("code")).contains("unavailable");
            assertThat(error.integer("retryAfterMs").orElseThrow()).isPositive();
        }
    }

    @Test
    void hidesWhatNobodyForesawBehindAnIncident() throws Exception {
        platform.method("test.bug", ANY, Map.of(), (Handler) (params, context) -> {
            throw new IllegalStateException("a secret of the implementation");
        });
        try (var client = connected()) {
            var error = client.call("test.bug", "{}").object("error").orElseThrow();
            assertThat(error.text("code")).contains("internal");
            assertThat(error.toString()).doesNotContain("secret").doesNotContain("IllegalState");
            assertThat(error.array("details").orElseThrow().toString()).contains("\"incident\":\"i_");
        }
    }

    @Test
    void interruptsReadsButNotEffectsOfAConnectionThatIsGone() throws Exception {
        var begun = new CountDownLatch(2);
        var readEnded = new AtomicReference<String>();
        var effectEnded = new AtomicReference<String>();
        var release = new CountDownLatch(1);
        platform.method("test.read", ANY, Map.of(), waiting(begun, release, readEnded));
        platform.method("test.effect", ANY, EFFECT, waiting(begun, release, effectEnded));
        try (var client = connected()) {
            client.request("test.read", "{}");
            client.request("test.effect", "{}");
            begun.await();
        }
        Await.until("the read is interrupted", () -> "interrupted".equals(readEnded.get()));
        assertThat(effectEnded.get()).isNull();
        release.countDown();
        Await.until("the effect is done", () -> "done".equals(effectEnded.get()));
    }

    @Test
    void repeatsTheFirstOutcomeForTheSameKey() throws Exception {
        var runs = counting("test.once");
        try (var client = connected(); var other = connected()) {
            assertThat(keyed(client, "test.once", "{\"text\":\"a\"}", "k1").toString()).contains("run 1");
            assertThat(keyed(client, "test.once", "{\"text\":\"a\"}", "k1").toString()).contains("run 1");
            assertThat(keyed(other, "test.once", "{ \"text\" : \"\\u0061\" }", "k1").toString()).contains("run 1");
            assertThat(runs).hasValue(1);
            assertThat(keyed(client, "test.once", "{\"text\":\"a\"}", "k2").toString()).contains("run 2");
        }
    }

    @Test
    void refusesTheSameKeyForOtherParams() throws Exception {
        var runs = counting("test.conflict");
        try (var client = connected()) {
            keyed(client, "test.conflict", "{\"text\":\"a\"}", "k1");
            assertThat(code(keyed(client, "test.conflict", "{\"text\":\"b\"}", "k1")))
                    .isEqualTo("idempotency_conflict");
            assertThat(runs).hasValue(1);
        }
    }

    @Test
    void keepsKeysOfPrincipalsAndMethodsApart() throws Exception {
        var runs = counting("test.apart");
        var others = counting("test.apart2");
        try (var client = connected(); var other = open()) {
            var token = client.call("tokens.create", "{\"name\":\"t\",\"scopes\":[\"tokens:read\"]}")
                    .object("result")
                    .flatMap(result -> result.text("token"))
                    .orElseThrow();
            other.connect(token);
            keyed(client, "test.apart", "{}", "k");
            keyed(other, "test.apart", "{}", "k");
            keyed(client, "test.apart2", "{}", "k");
            assertThat(runs).hasValue(2);
            assertThat(others).hasValue(1);
        }
    }

    @Test
    void awaitsTheFirstWhileItRuns() throws Exception {
        var runs = new AtomicInteger();
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        platform.method("test.race", ANY, EFFECT, (Handler) (params, context) -> {
            runs.incrementAndGet();
            begun.countDown();
            release.await();
            return new Result("first");
        });
        try (var client = connected(); var other = connected()) {
            var first = client.request("test.race", "{}", ",\"idempotencyKey\":\"k\"");
            begun.await();
            var waiting = other.request("test.race", "{}", ",\"idempotencyKey\":\"k\"");
            assertThat(code(keyed(other, "test.race", "{\"text\":\"x\"}", "k"))).isEqualTo("idempotency_conflict");
            release.countDown();
            assertThat(text(client.response(first))).isEqualTo("first");
            assertThat(text(other.response(waiting))).isEqualTo("first");
            assertThat(runs).hasValue(1);
        }
    }

    @Test
    void whoWaitsIsToldWhatBecameOfItNotWhatWasMeant() throws Exception {
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        platform.method("test.meant", ANY, EFFECT, (Handler) (params, context) -> {
            // made, and never committed: what it was to go with was refused
            context.idempotency().orElseThrow().outcome(new Result("meant"));
            begun.countDown();
            release.await();
            throw new WireException(ErrorCode.CONFLICT, "somebody was faster");
        });
        try (var client = connected(); var other = connected()) {
            var first = client.request("test.meant", "{}", ",\"idempotencyKey\":\"k\"");
            begun.await();
            var waiting = other.request("test.meant", "{}", ",\"idempotencyKey\":\"k\"");
            other.call("gateway.ping", "{}");
            release.countDown();
            assertThat(code(client.response(first))).isEqualTo("conflict");
            assertThat(code(other.response(waiting))).isEqualTo("conflict");
            assertThat(code(keyed(client, "test.meant", "{}", "k"))).isEqualTo("conflict");
        }
    }

    @Test
    void keepsAnOutcomeThatWasClaimedAndNotCommitted() throws Exception {
        var runs = new AtomicInteger();
        platform.method("test.lazy", ANY, EFFECT, (Handler) (params, context) -> {
            context.idempotency().orElseThrow().outcome(new Result("meant"));
            return new Result("run " + runs.incrementAndGet());
        });
        try (var client = connected()) {
            assertThat(text(keyed(client, "test.lazy", "{}", "k"))).isEqualTo("run 1");
            assertThat(text(keyed(client, "test.lazy", "{}", "k"))).isEqualTo("run 1");
            assertThat(runs).hasValue(1);
        }
    }

    @Test
    void runsOnceHoweverManyAskAtOnce() throws Exception {
        var runs = counting("test.herd");
        try (var client = connected()) {
            for (int i = 0; i < 100; i++) {
                client.request("test.herd", "{}", ",\"idempotencyKey\":\"k\"");
            }
            for (int i = 0; i < 100; i++) {
                assertThat(text(client.response("r" + i))).isEqualTo("run 1");
            }
            assertThat(runs).hasValue(1);
        }
    }

    @Test
    void storesErrorsThatTryingAgainWillNotMend() throws Exception {
        var runs = new AtomicInteger();
        platform.method("test.denied", ANY, EFFECT, (Handler) (params, context) -> {
            throw new WireException(ErrorCode.DENIED, "run " + runs.incrementAndGet());
        });
        try (var client = connected()) {
            for (int i = 0; i < 2; i++) {
                var error = keyed(client, "test.denied", "{}", "k").object("error").orElseThrow();
                assertThat(error.text("code")).contains("denied");
                assertThat(error.text("message")).contains("run 1");
            }
        }
    }

    @Test
    void storesNoErrorThatMayPass() throws Exception {
        var runs = new AtomicInteger();
        platform.method("test.passes", ANY, EFFECT, (Handler) (params, context) -> {
            if (runs.incrementAndGet() == 1) {
                throw WireException.overloaded("later", Duration.ofMillis(1));
            }
            return new Result("run " + runs.get());
        });
        try (var client = connected()) {
            assertThat(code(keyed(client, "test.passes", "{}", "k"))).isEqualTo("overloaded");
            assertThat(text(keyed(client, "test.passes", "{}", "k"))).isEqualTo("run 2");
        }
    }

    @Test
    void repeatsWhatTheMethodStoredWithItsEffect() throws Exception {
        platform.method("test.claims", ANY, EFFECT, (Handler) (params, context) -> {
            var stored = context.idempotency().orElseThrow().outcome(new Result("stored"));
            platform.store.commit(Batch.of(stored));
            return new Result("told once");
        });
        try (var client = connected()) {
            assertThat(text(keyed(client, "test.claims", "{}", "k"))).isEqualTo("told once");
            assertThat(text(keyed(client, "test.claims", "{}", "k"))).isEqualTo("stored");
        }
    }

    @Test
    void tellsOfAnEffectThatIsDurableAlthoughTheMethodFailedAfterwards() throws Exception {
        platform.method("test.late", ANY, EFFECT, (Handler) (params, context) -> {
            platform.store.commit(Batch.of(context.idempotency().orElseThrow().outcome(new Result("done"))));
            throw new IllegalStateException("too late to matter");
        });
        try (var client = connected()) {
            assertThat(text(keyed(client, "test.late", "{}", "k"))).isEqualTo("done");
        }
    }

    @Test
    void answersWithoutStoreWhatNeedsNone() throws Exception {
        platform.store.full(true);
        try (var client = connected()) {
            assertThat(client.call("gateway.ping", "{}").bool("ok")).contains(true);
            var error = client.call("tokens.create", "{\"name\":\"t\",\"scopes\":[\"tokens:read\"]}")
                    .object("error")
                    .orElseThrow();
            assertThat(error.text("code")).contains("unavailable");
            assertThat(error.bool("retryable")).contains(true);
        } finally {
            platform.store.full(false);
        }
    }

    @Test
    void tellsVersionsAndParts() throws Exception {
        try (var client = connected()) {
            var info = client.call("gateway.info", "{}").object("result").orElseThrow();
            assertThat(Instant.parse(info.text("startedAt").orElseThrow())).isBefore(Instant.now());
            assertThat(info.toString()).contains("\"name\":\"dev.postern.gateway\"");
            var health = client.call("gateway.health", "{}").object("result").orElseThrow();
            assertThat(health.bool("ready")).contains(false);
            assertThat(health.toString()).contains("{\"name\":\"identity\",\"up\":true",
                    "{\"name\":\"pipeline\",\"up\":false");
        }
    }

    private static Handler waiting(CountDownLatch begun, CountDownLatch release, AtomicReference<String> ended) {
        return (params, context) -> {
            begun.countDown();
            try {
                release.await();
                ended.set("done");
            } catch (InterruptedException e) {
                ended.set("interrupted");
                throw e;
            }
            return new Result("");
        };
    }

    private static AtomicInteger counting(String name) throws Exception {
        var runs = new AtomicInteger();
        platform.method(name, ANY, EFFECT, (Handler) (params, context) -> new Result("run " + runs.incrementAndGet()));
        return runs;
    }

    private static JsonObject keyed(Client client, String method, String params, String key) throws Exception {
        return client.response(client.request(method, params, ",\"idempotencyKey\":\"" + key + "\""));
    }

    private static String text(JsonObject response) {
        return response.object("result").flatMap(result -> result.text("text")).orElseGet(response::toString);
    }

    private static String code(JsonObject response) {
        return response.object("error").flatMap(error -> error.text("code")).orElseGet(response::toString);
    }

    private static Client open() throws Exception {
        return Client.open(JSON, platform.port());
    }

    private static Client connected() throws Exception {
        var client = open();
        assertThat(client.connect(platform.operatorToken()).bool("ok")).contains(true);
        return client;
    }

    record Params(@org.jspecify.annotations.Nullable String text) {}

    record Result(@org.jspecify.annotations.Nullable String text) {}

    /** A method as a lambda; its records are found by this interface. */
    interface Handler extends Method<Params, Result> {}
}
