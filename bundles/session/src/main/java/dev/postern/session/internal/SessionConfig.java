// SPDX-License-Identifier: Apache-2.0
package dev.postern.session.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What new sessions begin with. Sessions that exist keep what they have. */
@ObjectClassDefinition(name = "Postern sessions", description = "What new sessions begin with")
public @interface SessionConfig {
    /** Messages a session accepts in a minute. */
    @AttributeDefinition(name = "Messages a minute",
            description = "Messages that a new session accepts in a minute, 1 to 100000", min = "1", max = "100000")
    int messages_per_minute() default 600;

    /** Messages that may wait in a session. */
    @AttributeDefinition(name = "Messages waiting", description = "Messages that may wait in a new session, 1 to 1000",
            min = "1", max = "1000")
    int max_queued() default 100;
}
