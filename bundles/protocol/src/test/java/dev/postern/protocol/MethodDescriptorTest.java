// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.JsonException;
import dev.postern.core.wire.ErrorCode;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MethodDescriptorTest {
    private final StrictJson json = new StrictJson();

    private MethodDescriptor read(String text) throws Exception {
        return MethodDescriptor.read(json, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void compilesTheSchemaOfTheParams() throws Exception {
        var method = read("""
            {"name":"a.b","scope":"a:read","description":"d","inline":true,"effect":false,
             "params":{"type":"object","properties":{"limit":{"maximum":500}}},"result":{"type":"object"}}""");
        assertThat(method.inline()).isTrue();
        var violations = method.params().validate(json.parse("{\"limit\":501}"));
        var error = WireError.of(ErrorCode.INVALID_PARAMS, "params", violations);
        assertThat(error.message()).isEqualTo("params/limit: must be at most 500");
        assertThat(error.details())
                .containsExactly(JsonObject.builder()
                        .put("path", "/limit")
                        .put("rule", "maximum")
                        .put("message", "must be at most 500")
                        .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "[]",
        "{\"scope\":\"any\",\"description\":\"\",\"params\":{}}",
        "{\"name\":\"a.b\",\"scope\":\"any\",\"description\":\"\"}",
        "{\"name\":\"a.b\",\"scope\":\"any\",\"description\":\"\",\"params\":{\"type\":\"no\"}}"
    })
    void refusesDamagedDescriptors(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(JsonException.class);
    }
}
