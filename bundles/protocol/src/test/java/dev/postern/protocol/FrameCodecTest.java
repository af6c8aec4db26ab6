// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {
    private final FrameCodec codec = new FrameCodec(new StrictJson());

    @Test
    void readsARequest() throws Exception {
        var frame = codec.decode("""
            {"type":"request","id":"17","method":"sessions.list","params":{"limit":1},"idempotencyKey":"k",
             "traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}""");
        assertThat(frame)
                .isEqualTo(new Request(
                        "17",
                        "sessions.list",
                        JsonObject.builder().put("limit", 1).build(),
                        Optional.of("k"),
                        Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")));
        assertThat(codec.decode(codec.encode(frame))).isEqualTo(frame);
    }

    @Test
    void takesAbsentParamsForNone() throws Exception {
        assertThat(codec.decode("{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\"}"))
                .isEqualTo(new Request("1", "gateway.ping", JsonObject.EMPTY, Optional.empty(), Optional.empty()));
    }

    @Test
    void readsAConnect() throws Exception {
        var frame = (Connect) codec.decode("""
            {"type":"connect","id":"c1","protocol":{"min":1,"max":1},
             "client":{"id":"cli-7f","kind":"operator","name":"postern-cli","version":"0.1.0","capabilities":["stream"]},
             "auth":{"token":"t","device":{"key":"k","signature":"s","signedAt":"2026-11-22T10:00:00Z"}},
             "resume":{"cursor":"j1-0","topics":["turn.*"],"session":"s_1"}}""");
        assertThat(frame.client().kind()).isEqualTo(Connect.Kind.OPERATOR);
        assertThat(frame.auth().orElseThrow().token()).contains("t");
        assertThat(frame.resume().orElseThrow().topics()).containsExactly("turn.*");
        assertThat(codec.decode(codec.encode(frame))).isEqualTo(frame);
    }

    @Test
    void fillsInWhatAConnectLeavesOut() throws Exception {
        var frame = (Connect) codec.decode("""
            {"type":"connect","id":"c1","protocol":{"min":1,"max":1},"client":{"id":"x","kind":"cli"}}""");
        assertThat(frame.client().capabilities()).isEmpty();
        assertThat(frame.auth()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"type\":\"request\",\"method\":\"a.b\"}",
        "{\"type\":\"request\",\"id\":\"\",\"method\":\"a.b\"}",
        "{\"type\":\"request\",\"id\":7,\"method\":\"a.b\"}",
        "{\"type\":\"request\",\"id\":null,\"method\":\"a.b\"}",
        "{\"type\":\"connect\"}",
        "{\"type\":\"request\",\"id\":\"1\",\"id\":\"1\"}",
    })
    void hasNoIdToAnswerTo(String text) {
        var refused = refused(text);
        assertThat(refused.id()).isEmpty();
        assertThat(refused.error().code()).isEqualTo(ErrorCode.INVALID_FRAME);
        assertThat(codec.encode(refused.response())).startsWith("{\"type\":\"response\",\"id\":null,\"ok\":false,");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"type\":\"request\",\"id\":\"1\"} | method",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"a.b\",\"params\":[]} | params",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"a.b\",\"params\":null} | params",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"a.b\",\"more\":1} | more",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"a.b\",\"idempotencyKey\":1} | idempotencyKey",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"a.b\",\"traceparent\":\"x\"} | traceparent",
        "{\"type\":\"connect\",\"id\":\"1\"} | connect",
        "{\"type\":\"connect\",\"id\":\"1\",\"protocol\":{\"min\":1,\"max\":1},\"client\":{\"id\":\"x\",\"kind\":\"boss\"}} | /client/kind",
        "{\"type\":\"hello\",\"id\":\"1\"} | type",
    })
    void answersToAUsableId(String text, String place) {
        var refused = refused(text);
        assertThat(refused.id()).contains("1");
        assertThat(refused.error().code()).isEqualTo(ErrorCode.INVALID_FRAME);
        assertThat(refused.error().message()).contains(place);
    }

    @Test
    void countsAnIdInCodePoints() throws Exception {
        var longest = "😀".repeat(128);
        var text = "{\"type\":\"request\",\"id\":\"%s\",\"method\":\"a.b\"}";
        assertThat(((Request) codec.decode(text.formatted(longest))).id()).isEqualTo(longest);
        assertThat(refused(text.formatted(longest + "x")).id()).isEmpty();
    }

    private FrameException refused(String text) {
        var refused = catchThrowableOfType(FrameException.class, () -> codec.decode(text));
        assertThat(refused).as(text).isNotNull();
        return refused;
    }

    @Test
    void writesResponsesThatItReads() throws Exception {
        var result = Response.of("1", JsonObject.of("a", "b"));
        assertThat(codec.encode(result))
                .isEqualTo("{\"type\":\"response\",\"id\":\"1\",\"ok\":true,\"result\":{\"a\":\"b\"}}");
        assertThat(codec.decode(codec.encode(result))).isEqualTo(result);
        var error = Response.of(
                Optional.empty(),
                WireError.of(new WireException(
                        ErrorCode.OVERLOADED,
                        "full",
                        List.of(JsonObject.of("path", "/a")),
                        true,
                        Duration.ofMillis(250))));
        assertThat(codec.encode(error))
                .isEqualTo("{\"type\":\"response\",\"id\":null,\"ok\":false,\"error\":{\"code\":\"overloaded\","
                        + "\"message\":\"full\",\"details\":[{\"path\":\"/a\"}],\"retryable\":true,\"retryAfterMs\":250}}");
        assertThat(codec.decode(codec.encode(error))).isEqualTo(error);
        var unknown = Response.of(Optional.of("\"2"), WireError.of(ErrorCode.UNKNOWN_METHOD, "?"));
        assertThat(codec.encode(unknown)).contains("\"retryAfterMs\":null").contains("\"id\":\"\\\"2\"");
        assertThat(codec.decode(codec.encode(unknown))).isEqualTo(unknown);
    }

    @Test
    void writesEventsAndStreamsThatItReads() throws Exception {
        var event = new Event(
                "u_1", "turn.finished", Optional.of("j1-7"), Instant.parse("2026-11-22T10:00:00Z"),
                JsonObject.of("turn", "t_1"));
        assertThat(codec.encode(event))
                .isEqualTo(
                        "{\"type\":\"event\",\"subscription\":\"u_1\",\"topic\":\"turn.finished\",\"cursor\":\"j1-7\","
                                + "\"at\":\"2026-11-22T10:00:00.000Z\",\"payload\":{\"turn\":\"t_1\"}}");
        assertThat(codec.decode(codec.encode(event))).isEqualTo(event);
        var stream = new Stream("t_1", 1, 3, "token", "Hel", false);
        assertThat(codec.encode(stream))
                .isEqualTo("{\"type\":\"stream\",\"stream\":\"t_1\",\"attempt\":1,\"seq\":3,\"kind\":\"token\","
                        + "\"data\":\"Hel\",\"end\":false}");
        assertThat(codec.decode(codec.encode(stream))).isEqualTo(stream);
    }

    @Test
    void ignoresWhatTheServerAdds() throws Exception {
        assertThat(codec.decode("{\"type\":\"response\",\"id\":\"1\",\"ok\":true,\"result\":{},\"new\":1}"))
                .isEqualTo(Response.of("1", JsonObject.EMPTY));
    }
}
