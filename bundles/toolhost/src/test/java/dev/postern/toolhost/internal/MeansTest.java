// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolhost.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.tool.Cancellation;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a call may use is asked of the gateway, for the attempt that runs. */
class MeansTest {
    private static final String PARAMS = "{'run':'r1','call':'c_1','tool':'a.b','version':'1.0.0','input':{},"
            + "'tenant':'default','origin':'person','idempotencyKey':'c_1','deadline':'2026-11-30T00:00:30.000Z',"
            + "'seed':'9e3779b97f4a7c15','timeoutMillis':1000}";

    private FakeGateway gateway;
    private RemoteContext context;

    @BeforeEach
    void connect() throws Exception {
        gateway = new FakeGateway();
        gateway.line.limit(1_048_576);
        context = context();
    }

    @AfterEach
    void disconnect() throws Exception {
        gateway.close();
    }

    @Test
    void aSecretIsAskedForByTheRunAndHiddenFromThenOn() throws Exception {
        var secret = start(() -> context.secrets().get("key"));
        var asked = gateway.next();
        assertThat(asked.text("method")).contains("nodes.secret");
        assertThat(asked.object("params")).contains(json("{'run':'r1','name':'key'}"));
        gateway.answer(asked, json("{'value':'swordfish'}"));
        assertThat(secret.get(1, TimeUnit.MINUTES)).isEqualTo("swordfish");
        assertThat(context.hide("it is swordfish")).isEqualTo("it is [redacted]");
    }

    @Test
    void whatTheGatewayRefusesIsTheToolsToDealWith() throws Exception {
        var info = start(() -> context.files().info("etc/passwd"));
        gateway.answer(gateway.next(),
                json("{'roots':[],'entries':[],'failure':{'code':'forbidden','message':'no','retryable':true}}"));
        assertThat(failure(info)).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo("forbidden");
            assertThat(refused.retryable()).isTrue();
        });
    }

    @Test
    void filesAreReadInPiecesAndWrittenWhole() throws Exception {
        var read = start(() -> context.files().read("workspace/a", 3, 600_000));
        var asked = gateway.next();
        assertThat(asked.object("params").orElseThrow().integer("offset")).contains(3L);
        assertThat(asked.object("params").orElseThrow().integer("limit")).contains(524_288L);
        gateway.answer(asked, json("{'roots':[],'entries':[],'content':'SGVs'}"));
        asked = gateway.next();
        assertThat(asked.object("params").orElseThrow().integer("offset")).contains(6L);
        gateway.answer(asked, json("{'roots':[],'entries':[],'content':''}"));
        assertThat(read.get(1, TimeUnit.MINUTES)).asString(StandardCharsets.UTF_8).isEqualTo("Hel");

        var write = start(() -> {
            context.files().write("workspace/a", "Hello".getBytes(StandardCharsets.UTF_8));
            return "written";
        });
        asked = gateway.next();
        assertThat(asked.object("params").orElseThrow().text("content")).contains("SGVsbG8=");
        gateway.answer(asked, json("{'roots':[],'entries':[]}"));
        assertThat(write.get(1, TimeUnit.MINUTES)).isEqualTo("written");
    }

    @Test
    void whatFitsIntoNoFrameIsNotSent() {
        assertThatThrownBy(() -> context.files().write("workspace/a", new byte[1_000_000]))
                .isInstanceOfSatisfying(ToolException.class,
                        refused -> assertThat(refused.code()).isEqualTo("too_large"));
    }

    @Test
    void httpGoesThereAndBack() throws Exception {
        var sent = start(() -> context.http().send(new HttpAccess.Request("POST", URI.create("https://example.org/"),
                Map.of("content-type", "text/plain"), "Hello".getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(5),
                1_000)));
        var asked = gateway.next();
        assertThat(asked.object("params").orElseThrow()).isEqualTo(json("{'run':'r1','method':'POST',"
                + "'uri':'https://example.org/','headers':{'content-type':'text/plain'},'body':'SGVsbG8=',"
                + "'timeoutMillis':5000,'maxBytes':1000}"));
        gateway.answer(asked, json("{'answer':{'status':201,'headers':{'a':['b','c']},'body':'SGVsbG8=',"
                + "'uri':'https://example.org/x'}}"));
        assertThat(sent.get(1, TimeUnit.MINUTES)).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.headers().get("a")).containsExactly("b", "c");
            assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEqualTo("Hello");
            assertThat(answer.uri()).hasToString("https://example.org/x");
        });
    }

    @Test
    void theTimeIsTheGatewaysAndRandomValuesFollowFromTheSeed() throws Exception {
        var now = start(() -> context.clock().instant());
        gateway.answer(gateway.next(), json("{'at':'2026-11-30T00:00:00.000Z'}"));
        assertThat(now.get(1, TimeUnit.MINUTES)).isEqualTo(Instant.parse("2026-11-30T00:00:00Z"));
        assertThat(context.random().nextLong()).isEqualTo(context().random().nextLong());
    }

    @Test
    void nothingIsThereOnceTheCallHasEnded() {
        context.end();
        assertThatThrownBy(context::files).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(context::configuration).isInstanceOf(IllegalStateException.class);
    }

    private RemoteContext context() {
        return new RemoteContext(json(PARAMS), gateway.line, new Cancellation() {
            @Override
            public boolean requested() {
                return false;
            }

            @Override
            public void onRequest(Runnable action) {
                throw new UnsupportedOperationException("nobody cancels here");
            }
        });
    }

    private static <T> CompletableFuture<T> start(Callable<T> code) {
        var result = new CompletableFuture<T>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(code.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static ToolException failure(CompletableFuture<?> call) throws Exception {
        try {
            call.get(1, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ToolException refused) {
                return refused;
            }
            throw e;
        }
        throw new AssertionError("it was not refused");
    }

    private static JsonObject json(String text) {
        try {
            return (JsonObject) JsonValue.parse(text.replace('\'', '"'));
        } catch (dev.postern.api.json.JsonFormatException e) {
            throw new AssertionError(text, e);
        }
    }
}
