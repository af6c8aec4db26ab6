// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of all triggers. */
@ObjectClassDefinition(name = "Postern triggers", description = "Which triggers do not fire; a change holds at once")
public @interface TriggersConfig {
    /** Where its settings lie. */
    String PID = "dev.postern.triggers";

    @AttributeDefinition(
            description = "Schedules that do not fire by themselves, by their ids as triggers.list tells them:"
                    + " {plugin}/{name}, or the name of a configured one; {plugin}/* for all of a plugin, * for all. What is due"
                    + " meanwhile is not made up for")
    String[] off() default {};
}
