// SPDX-License-Identifier: Apache-2.0
package org.example.untuned;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** A component that takes somebody else's settings, with a defect each. */
@Component(service = Untuned.class, configurationPid = "org.example.untunedother")
@Designate(ocd = Untuned.Settings.class)
public final class Untuned {

    /** What may be set. */
    @ObjectClassDefinition(name = "Untuned", description = "None as it should be")
    public @interface Settings {
        /** Beyond its bounds. */
        @AttributeDefinition(description = "Entries", min = "1", max = "10")
        int most() default 20;

        /** No choice. */
        @AttributeDefinition(description = "How", options = {@Option(value = "fast"), @Option(value = "well")})
        String mode() default "";

        /** One of them beyond its bounds. */
        @AttributeDefinition(description = "Steps", max = "9")
        int[] steps() default {1, 10};

        /** Without a default. */
        @AttributeDefinition(description = "Where")
        String place();

        /** Without a default, and never given. */
        @AttributeDefinition(description = "Whence", required = false)
        String origin();

        /** Without a word. */
        boolean silent() default false;

        /** A secret by value. */
        @AttributeDefinition(description = "The key")
        String service_api_key() default "";

        /** A secret that everybody sees, and knows. */
        @AttributeDefinition(description = "The word", type = AttributeType.PASSWORD)
        String password() default "hunter2";
    }

    /** Configured. */
    @Activate
    public Untuned(Settings settings) {}
}
