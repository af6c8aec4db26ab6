// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BrakeTest {
    private final Brake brake = new Brake();
    private long now = Long.MAX_VALUE - 1; // the clock may begin anywhere, and wrap

    @Test
    void letsSoManyAttemptsOfAnAddressInAMinute() {
        exhaust("a");
        assertThat(brake.lets("a", now)).isFalse();
        assertThat(brake.lets("b", now)).isTrue();

        now += Brake.WINDOW.toNanos() - 1;
        assertThat(brake.lets("a", now)).isFalse();
        now++;
        assertThat(brake.lets("a", now)).isTrue();
    }

    @Test
    void forgetsAttemptsOfWhoWasRight() {
        exhaust("a");
        brake.release("a");
        assertThat(brake.lets("a", now)).isTrue();
    }

    @Test
    void remembersABoundedNumberOfAddresses() {
        exhaust("longest ago");
        exhaust("lately");
        for (int i = 0; i < Brake.MOST_ADDRESSES - 1; i++) {
            brake.lets("other " + i, now);
        }
        assertThat(brake.lets("lately", now)).isFalse();
        assertThat(brake.lets("longest ago", now)).isTrue();
    }

    private void exhaust(String address) {
        for (int i = 0; i < Brake.ATTEMPTS; i++) {
            assertThat(brake.lets(address, now)).isTrue();
        }
    }
}
