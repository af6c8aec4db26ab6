// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.time.Duration;
import java.util.function.DoubleSupplier;

import dev.postern.core.metrics.Metrics;

/** Counts nothing. */
public class NoMetrics implements Metrics {
    @Override
    public void count(String name, String... labels) {}

    @Override
    public Counter counter(String name, String... labels) {
        return amount -> {};
    }

    @Override
    public void time(String name, Duration took, String... labels) {}

    @Override
    public AutoCloseable gauge(String name, DoubleSupplier value, String... labels) {
        return () -> {};
    }
}
