// SPDX-License-Identifier: Apache-2.0
package dev.postern.metrics.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How long things took, as a histogram from 1 ms to 30 s. */
final class Times implements Series {
    private static final long[] BOUNDS_MILLIS = {1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000,
        30_000};

    private final LongAdder nanos = new LongAdder();
    /** One a bound, and the last for what took longer. */
    private final LongAdder[] counts = new LongAdder[BOUNDS_MILLIS.length + 1];

    Times() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void note(Duration took) {
        int bucket = 0;
        while (bucket < BOUNDS_MILLIS.length && took.compareTo(Duration.ofMillis(BOUNDS_MILLIS[bucket])) > 0) {
            bucket++;
        }
        counts[bucket].increment();
        nanos.add(took.toNanos());
    }

    @Override
    public void append(StringBuilder out, String name, List<String> labels) {
        // the buckets are cumulative; the count is their sum, so that the two agree while others add
        long sum = 0;
        for (int i = 0; i < counts.length; i++) {
            sum += counts[i].sum();
            var bound = i < BOUNDS_MILLIS.length ? Double.toString(BOUNDS_MILLIS[i] / 1e3) : "+Inf";
            var withBound = new ArrayList<>(labels);
            withBound.addAll(List.of("le", bound));
            Labels.line(out, name + "_bucket", withBound).append(sum).append('\n');
        }
        Labels.line(out, name + "_sum", labels).append(nanos.sum() / 1e9).append('\n');
        Labels.line(out, name + "_count", labels).append(sum).append('\n');
    }
}
