// SPDX-License-Identifier: Apache-2.0
package dev.postern.metrics.internal;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import dev.postern.core.metrics.Metrics;

/** A sum that only grows. */
final class Total implements Series, Metrics.Counter {
    private final LongAdder sum = new LongAdder();

    @Override
    public void add(long amount) {
        sum.add(amount);
    }

    @Override
    public void append(StringBuilder out, String name, List<String> labels) {
        Labels.line(out, name, labels).append(sum.sum()).append('\n');
    }
}
