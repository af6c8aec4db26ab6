/** Counters, timers and gauges in memory, told as Prometheus text. */
@NullMarked
package dev.postern.metrics.internal;

import org.jspecify.annotations.NullMarked;
