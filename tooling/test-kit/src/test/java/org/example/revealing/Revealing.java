// SPDX-License-Identifier: Apache-2.0
package org.example.revealing;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** A component whose secret is a property of its service. */
@Component(service = Revealing.class)
@Designate(ocd = Revealing.Settings.class)
public final class Revealing {

    /** What may be set. */
    @ObjectClassDefinition(name = "Revealing", description = "A secret")
    public @interface Settings {
        /** Without a dot. */
        @AttributeDefinition(description = "The word", type = AttributeType.PASSWORD)
        String password() default "";
    }

    /** Configured. */
    @Activate
    public Revealing(Settings settings) {}
}
