// SPDX-License-Identifier: Apache-2.0
package org.example.tuned;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** A component with one setting of each kind. */
@Component(service = Tuned.class)
@Designate(ocd = Tuned.Settings.class)
public final class Tuned {

    /** What may be set. */
    @ObjectClassDefinition(name = "Tuned", description = "One of each kind")
    public @interface Settings {
        /** A number in bounds. */
        @AttributeDefinition(description = "Entries at most, 1 to 100", min = "1", max = "100")
        int most() default 20;

        /** A fraction. */
        @AttributeDefinition(description = "How much of it", min = "0", max = "1")
        double ratio() default 0.5;

        /** A switch. */
        @AttributeDefinition(description = "Whether at all")
        boolean on() default true;

        /** A choice. */
        @AttributeDefinition(description = "How", options = {@Option(value = "fast"), @Option(value = "well")})
        String mode() default "well";

        /** A list that may be empty. */
        @AttributeDefinition(description = "Names")
        String[] names() default {};

        /** A list with a comma in it. */
        @AttributeDefinition(description = "Steps, each 1 to 9", min = "1", max = "9")
        int[] steps() default {1, 9};

        /** A count, of what models call tokens. */
        @AttributeDefinition(description = "Tokens at most")
        long max_tokens() default 1_000;

        /** A secret. */
        @AttributeDefinition(description = "By reference", type = AttributeType.PASSWORD)
        String _password() default "";
    }

    /** Configured. */
    @Activate
    public Tuned(Settings settings) {}
}
