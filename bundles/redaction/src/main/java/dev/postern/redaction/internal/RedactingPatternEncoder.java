// SPDX-License-Identifier: Apache-2.0
package dev.postern.redaction.internal;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** Plain lines for the terminal, without secrets. */
public final class RedactingPatternEncoder extends PatternLayoutEncoder {

    @Override
    public byte[] encode(ILoggingEvent event) {
        return Redaction.of(super.encode(event));
    }
}
