// SPDX-License-Identifier: Apache-2.0
package dev.postern.exchange.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** How long an exchange of one of the gateway's own bundles may take. */
@ObjectClassDefinition(name = "Postern exchange",
        description = "How long an exchange of one of the gateway's own bundles may take.")
public @interface ExchangeConfig {
    /** Where its settings lie. */
    String PID = "dev.postern.exchange";

    @AttributeDefinition(description = "How long turns and calls may take to come to a record from which they can go on"
            + " before they are cut off, in ms, 0 to 600000", min = "0", max = "600000")
    long pause_millis() default 10_000;

    @AttributeDefinition(description = "How long all that was served before may take to be served again before the"
            + " bundle from before comes back, in ms, 1 to 600000", min = "1", max = "600000")
    long health_millis() default 15_000;
}
