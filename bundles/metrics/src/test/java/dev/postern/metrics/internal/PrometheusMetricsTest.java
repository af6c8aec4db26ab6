// SPDX-License-Identifier: Apache-2.0
package dev.postern.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

class PrometheusMetricsTest {
    private final PrometheusMetrics metrics = new PrometheusMetrics();

    @Test
    void countsWithAndWithoutLabels() {
        metrics.count("postern_turns");
        metrics.count("postern_turns", "state", "failed");
        metrics.counter("postern_turns", "state", "failed").add(4);

        assertThat(metrics.text()).contains("# TYPE postern_turns_total counter\n", "\npostern_turns_total 1\n",
                "\npostern_turns_total{state=\"failed\"} 5\n");
    }

    @Test
    void tellsTimesAsCumulativeHistogram() {
        metrics.time("postern_commit", Duration.ofMillis(1));
        metrics.time("postern_commit", Duration.ofMillis(7));
        metrics.time("postern_commit", Duration.ofMinutes(2));

        assertThat(metrics.text()).contains("postern_commit_seconds_bucket{le=\"0.001\"} 1\n",
                "postern_commit_seconds_bucket{le=\"0.005\"} 1\n", "postern_commit_seconds_bucket{le=\"0.01\"} 2\n",
                "postern_commit_seconds_bucket{le=\"30.0\"} 2\n", "postern_commit_seconds_bucket{le=\"+Inf\"} 3\n",
                "postern_commit_seconds_sum 120.008\n", "postern_commit_seconds_count 3\n");
    }

    @Test
    void readsGaugesWhenAskedAndForgetsClosedOnes() throws Exception {
        double[] depth = {3};
        var gauge = metrics.gauge("postern_queue", () -> depth[0], "session", "a");
        assertThat(metrics.text()).contains("postern_queue{session=\"a\"} 3.0\n");
        depth[0] = 4;
        assertThat(metrics.text()).contains("postern_queue{session=\"a\"} 4.0\n");

        gauge.close();
        assertThat(metrics.text()).doesNotContain("postern_queue");
    }

    @Test
    void keepsASuccessorsGaugeWhenThePredecessorCloses() throws Exception {
        var old = metrics.gauge("postern_queue", () -> 1);
        metrics.gauge("postern_queue", () -> 2);
        old.close();
        assertThat(metrics.text()).contains("postern_queue 2.0\n");
    }

    @Test
    void leavesOutAGaugeThatFails() {
        metrics.gauge("postern_broken", () -> {
            throw new IllegalStateException("gone");
        });
        metrics.count("postern_z");
        assertThat(metrics.text()).contains("postern_z_total 1").doesNotContain("\npostern_broken ");
    }

    @Test
    void escapesLabelValues() {
        metrics.count("postern_odd", "what", "a\"b\\c\nd");
        assertThat(metrics.text()).contains("{what=\"a\\\"b\\\\c\\nd\"} 1\n");
    }

    @Test
    void refusesNamesThatWouldSpoilTheText() {
        assertThatThrownBy(() -> metrics.count("two words")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> metrics.count("ok", "bad-label", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> metrics.count("ok", "odd")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void boundsTheSeriesOfAName() {
        for (int i = 0; i < PrometheusMetrics.MAX_SERIES + 5; i++) {
            metrics.count("postern_wild", "id", Integer.toString(i));
        }
        assertThat(metrics.text()).contains("postern_metrics_dropped_total 5\n", "postern_wild_total{id=\"999\"} 1\n")
                .doesNotContain("postern_wild_total{id=\"1000\"}");
    }

    @Test
    void losesNoCountUnderContention() throws Exception {
        var start = new CountDownLatch(1);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                executor.submit(() -> {
                    start.await();
                    for (int n = 0; n < 1_000; n++) {
                        metrics.count("postern_busy", "n", "x");
                    }
                    return null;
                });
            }
            start.countDown();
        }
        assertThat(metrics.text()).contains("postern_busy_total{n=\"x\"} 8000\n");
    }

    @Test
    void tellsOfTheProcess() {
        assertThat(metrics.text()).containsPattern("postern_heap_used_bytes [1-9]")
                .containsPattern("postern_uptime_seconds [0-9]");
    }
}
