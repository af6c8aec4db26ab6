// SPDX-License-Identifier: Apache-2.0
package dev.postern.metrics.internal;

import java.util.List;
import java.util.function.DoubleSupplier;

/** A value that is read when asked for. */
record Gauge(DoubleSupplier value) implements Series {

    @Override
    public void append(StringBuilder out, String name, List<String> labels) {
        double now;
        try {
            now = value.getAsDouble();
        } catch (RuntimeException failed) {
            // whoever registered it is going away; one gauge must not cost the whole scrape
            return;
        }
        Labels.line(out, name, labels).append(now).append('\n');
    }
}
