// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of an instruction. */
@ObjectClassDefinition(name = "Postern instruction for models",
        description = "What models are told in the sessions of a tenant, or of one of its workspaces, after the installation's"
                + " instruction and before the session's; a change holds from the next turn on")
public @interface InstructionConfig {
    /** Where its settings lie. */
    String PID = "dev.postern.planner.models.instruction";

    @AttributeDefinition(description = "The tenant whose sessions it is for")
    String tenant() default "default";

    @AttributeDefinition(description = "The workspace whose sessions it is for; empty for all of the tenant's")
    String workspace() default "";

    @AttributeDefinition(description = "What models are told, at most 10000 characters")
    String text();
}
