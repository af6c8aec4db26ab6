// SPDX-License-Identifier: Apache-2.0
package dev.postern.redaction.internal;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** Logback's JSON, one object a line, without secrets wherever they stand: message, exception, context. */
public final class RedactingJsonEncoder extends JsonEncoder {

    /** Whatever the configuration says: an argument alone does not tell whether it is a secret. */
    @Override
    public void start() {
        setWithArguments(false);
        setWithMessage(false);
        setWithFormattedMessage(true);
        super.start();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        return Redaction.of(super.encode(event));
    }
}
