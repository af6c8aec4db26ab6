// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where plugins are found, and how they are fetched. */
@ObjectClassDefinition(name = "Postern marketplaces", description = "Where plugins are found by name.")
public @interface MarketplaceConfig {
    /** Where its settings lie. */
    String PID = "dev.postern.marketplace";

    @AttributeDefinition(
            description = "Marketplaces, each name=the URL of its folder, a space and the SHA-256 of the key that signs it, then"
                    + " perhaps priority=0 to 1000, the highest first, and vouches=true, by which the keys in it count as"
                    + " pinned; ./postern marketplace add writes them")
    String[] sources() default {};

    @AttributeDefinition(description = "How often they are looked at, in minutes, 5 to 10080", min = "5", max = "10080")
    int refresh_minutes() default 360;

    @AttributeDefinition(description = "How long a connection may take to be made, in ms, 100 to 60000", min = "100",
            max = "60000")
    int connect_millis() default 10_000;

    @AttributeDefinition(description = "How long one file may take to come, redirects and all, in s, 1 to 3600",
            min = "1", max = "3600")
    int fetch_seconds() default 120;

    @AttributeDefinition(
            description = "Whether http serves beyond this machine; what comes is checked all the same, but"
                    + " whoever is on the way sees what is asked for, and can keep it back")
    boolean plain_http() default false;
}
