// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.metrics;

import org.osgi.annotation.versioning.ProviderType;

/** Tells all metrics as text, for whoever scrapes them. */
@ProviderType
public interface MetricsText {

    /** The media type of {@link #text()}: the Prometheus text format 0.0.4. */
    String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Every metric as of now. A gauge that fails is left out. */
    String text();
}
