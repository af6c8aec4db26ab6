// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.metrics;

import java.time.Duration;
import java.util.function.DoubleSupplier;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Counts and times. Names are as Prometheus has them without a suffix ({@code postern_turns}); labels come in pairs and
 * must have few values. Safe for use by any thread and cheap enough for hot paths.
 */
@ProviderType
public interface Metrics {

    /** Adds one to a counter. */
    void count(String name, String... labels);

    /** A counter to keep, for hot paths and for amounts other than one. */
    Counter counter(String name, String... labels);

    /** Notes how long something took. */
    void time(String name, Duration took, String... labels);

    /**
     * Shows a value that is read when asked for.
     *
     * @return closes the gauge
     */
    AutoCloseable gauge(String name, DoubleSupplier value, String... labels);

    /** A counter. */
    @FunctionalInterface
    interface Counter {

        /** Adds an amount that is not negative. */
        void add(long amount);
    }
}
