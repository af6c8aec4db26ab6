// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final int LIMIT = 100_000;

    @Test
    void readsWhatIsWithinTheLimit() throws Exception {
        var arrivals = new Arrivals(1 << 20, Duration.ofMinutes(1));
        // more often than there would be room for, were any kept
        for (int i = 0; i < 50; i++) {
            assertThat(arrivals.read(zeros(LIMIT), LIMIT)).hasSize(LIMIT);
        }
        assertThat(arrivals.read(zeros(0), LIMIT)).isEmpty();
        refused(413, arrivals, zeros(LIMIT + 1));
    }

    @Test
    void refusesBeyondTheRoomThatAllShare() throws Exception {
        var arrivals = new Arrivals(50_000, Duration.ofMinutes(1));
        refused(503, arrivals, zeros(LIMIT));
        assertThat(arrivals.read(zeros(20_000), LIMIT)).hasSize(20_000);
    }

    @Test
    void givesUpOnATrickle() {
        var arrivals = new Arrivals(1 << 20, Duration.ZERO);
        refused(408, arrivals, zeros(1));
    }

    @Test
    void isNotUpsetByWhoGoesAway() throws Exception {
        var arrivals = new Arrivals(20_000, Duration.ofMinutes(1));
        for (int i = 0; i < 3; i++) {
            refused(408, arrivals, new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("early end");
                }
            });
        }
        assertThat(arrivals.read(zeros(1), LIMIT)).hasSize(1);
    }

    private static InputStream zeros(int size) {
        return new ByteArrayInputStream(new byte[size]);
    }

    private static void refused(int status, Arrivals arrivals, InputStream in) {
        assertThatThrownBy(() -> arrivals.read(in, LIMIT)).isInstanceOfSatisfying(Arrivals.Refused.class,
                refused -> assertThat(refused.status()).isEqualTo(status));
    }
}
