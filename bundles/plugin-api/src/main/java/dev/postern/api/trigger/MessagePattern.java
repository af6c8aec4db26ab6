// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.trigger;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.osgi.service.component.annotations.ComponentPropertyType;

/** Says which messages a {@link MessageTrigger} is for. */
@Documented
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface MessagePattern {
    /** Component properties begin with this. */
    String PREFIX_ = "postern.pattern.";

    /** The service property that names the trigger. */
    String NAME = "postern.pattern.name";

    /** The service property with the expression. */
    String REGEX = "postern.pattern.regex";

    /** The service property with the surface. */
    String SURFACE = "postern.pattern.surface";

    /** The service property with the priority, an Integer. */
    String PRIORITY = "postern.pattern.priority";

    /** The trigger's name: {@code [a-z0-9][a-z0-9-]{0,59}}. */
    String name();

    /**
     * A Java regular expression that the whole text must match, of which the first 16,384 characters are looked at. One that
     * tries too long on a text does not match it.
     */
    String regex();

    /** Only for messages of this surface; empty for all. */
    String surface() default "";

    /** Among triggers the higher is tried first, then the name decides. Patterns that an administrator configured come before. */
    int priority() default 0;
}
