// SPDX-License-Identifier: Apache-2.0
package dev.postern.metrics.internal;

import java.util.List;

/** One metric with its labels. */
interface Series {

    /** What says nothing. */
    Series NONE = (out, name, labels) -> {};

    /** Appends its lines. */
    void append(StringBuilder out, String name, List<String> labels);
}
