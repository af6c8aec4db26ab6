// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

/** How much of requests is in memory. */
final class ArrivingTest {
    private static final int EIGHT_MIB = 8 << 20;

    private final Arriving arriving = new Arriving();
    private final Limits limits = Limits.of(Settings.config(Map.of()));

    @Test
    void allTogetherHaveBoundedRoomAndWhoGoesMakesSome() {
        for (int client = 1; client < 3; client++) {
            assertThat(arriving.request("k_" + client, limits).take(EIGHT_MIB)).isTrue();
        }
        try (var third = arriving.request("k_3", limits)) {
            assertThat(third.take(EIGHT_MIB)).isTrue();
            assertThat(arriving.request("k_4", limits).take(1)).isFalse();
            third.keep(100);
            assertThat(arriving.request("k_4", limits).take(EIGHT_MIB - 101)).isTrue();
            assertThat(arriving.request("k_5", limits).take(2)).isFalse();
        }
        assertThat(arriving.request("k_5", limits).take(101)).isTrue();
    }

    @Test
    void nobodyTakesTheRoomOfAllOthers() {
        assertThat(arriving.request("k_1", limits).take(EIGHT_MIB)).isTrue();
        assertThat(arriving.request("k_1", limits).take(EIGHT_MIB)).isFalse();
        assertThat(arriving.request("k_2", limits).take(EIGHT_MIB)).isTrue();
    }

    @Test
    void oneAsLargeAsItMayBeAlwaysFitsAlone() {
        var large = Limits.of(Settings.config(Map.of("max_body_bytes", 67_108_864)));
        assertThat(arriving.request("k_1", large).take(67_108_864)).isTrue();
    }
}
