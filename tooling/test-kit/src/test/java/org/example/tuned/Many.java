// SPDX-License-Identifier: Apache-2.0
package org.example.tuned;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** One for each file. */
@Component(service = Many.class, configurationPid = "org.example.tuned.many",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = Many.Settings.class, factory = true)
public final class Many {

    /** What must be set. */
    @ObjectClassDefinition(name = "Many", description = "One of several")
    public @interface Settings {
        /** Given in every file. */
        @AttributeDefinition(description = "Its name")
        String name();
    }

    /** Configured. */
    @Activate
    public Many(Settings settings) {}
}
