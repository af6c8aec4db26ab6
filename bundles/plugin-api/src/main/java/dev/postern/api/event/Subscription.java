// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.event;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.osgi.service.component.annotations.ComponentPropertyType;

/** Says what an {@link EventSubscriber} wants to be told of. */
@Documented
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Subscription {
    /** Component properties begin with this. */
    String PREFIX_ = "postern.event.";

    /** The service property with the topics. */
    String TOPICS = "postern.event.topics";

    /** Topics, exact or ending in {@code .*}. */
    String[] topics();
}
