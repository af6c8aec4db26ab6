// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.planner;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.osgi.service.component.annotations.ComponentPropertyType;

/** Names a {@link Planner}. Which one serves a session is configuration; without any, {@code rules} does. */
@Documented
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface PlannerDefinition {
    /** Component properties begin with this. */
    String PREFIX_ = "postern.planner.";

    /** The service property that names the planner. */
    String NAME = "postern.planner.name";

    /** The service property that says whether it reads {@link TurnView#steering()}. */
    String STEERING = "postern.planner.steering";

    /** The planner's name: {@code [a-z0-9][a-z0-9-]{0,63}}. */
    String name();

    /**
     * Whether the planner reads {@link TurnView#steering()}. Of one that does not, messages that are to steer its turn become
     * turns of their own.
     */
    boolean steering() default false;
}
