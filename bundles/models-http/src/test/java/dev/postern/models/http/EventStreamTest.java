// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamTest {
    private static final String STREAM = ": comment\nevent: a\ndata: one\n\ndata:two 😀\ndata: three\nid: 4\n\nevent: none\n\n"
            + "data: \n\ndata:  x\n\ndata: never ends";

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void readsDataWhereverItWasCut(String end) {
        var bytes = STREAM.replace("\n", end).getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= bytes.length; size++) {
            var events = new EventStream();
            List<String> read = new ArrayList<>();
            for (int at = 0; at < bytes.length; at += size) {
                read.addAll(events.take(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size))));
            }
            assertThat(read).as("%s bytes at a time", size).containsExactly("one", "two 😀\nthree", "", " x");
        }
    }
}
