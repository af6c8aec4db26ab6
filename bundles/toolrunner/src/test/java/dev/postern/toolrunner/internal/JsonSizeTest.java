// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import dev.postern.api.json.JsonValue;
import dev.postern.json.StrictJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSizeTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "{}",
        "[]",
        "[1,2.5,-3e10,true,null]",
        "{\"a\":{\"b\":[[],{},\"\"]},\"c\":\"x\"}",
        "\"plain\"",
        "\"\\u0000\\u001f\\n\\t\\\"\\\\/\"",
        "\"äö€\uD83D\uDE00\"",
        "{\"k\\n\":\"v\",\"€\":[\"\uD83D\uDE00\",{\"\":[null]}]}"
    })
    void measuresExactlyWhatIsWritten(String json) throws Exception {
        JsonValue value = new StrictJson().parse(json);
        long size = value.toString().getBytes(StandardCharsets.UTF_8).length;
        assertThat(JsonSize.exceeds(value, size)).isFalse();
        assertThat(JsonSize.exceeds(value, size - 1)).isTrue();
        assertThat(JsonSize.exceeds(value, 0)).isTrue();
    }
}
