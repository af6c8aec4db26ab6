// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.wire;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a {@link NodeRequest}: a method in the other direction, which nodes answer. The processor writes
 * {@code POSTERN-INF/nodes/<name>.json} with the schemas of params and result.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface NodeMethod {
    /** Where descriptors lie in a bundle. */
    String DESCRIPTOR_FOLDER = "POSTERN-INF/nodes/";

    /** The method's name, {@code area.verb}. */
    String name();

    /** What the node does, in one sentence. */
    String description();
}
