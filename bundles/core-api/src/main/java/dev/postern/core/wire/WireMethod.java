// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.wire;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Declares a {@link Method}. The processor writes {@code POSTERN-INF/methods/<name>.json} with name, scope, and the
 * schemas of params and result.
 */
@Documented
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface WireMethod {
    /** Where descriptors lie in a bundle. */
    String DESCRIPTOR_FOLDER = "POSTERN-INF/methods/";

    /** Component properties begin with this. */
    String PREFIX_ = "postern.method.";

    /** The service property with the method's name. */
    String NAME = "postern.method.name";

    /** The method's name, {@code area.verb}. */
    String name();

    /** The scope it needs; {@code any} for every authenticated principal. */
    String scope();

    /** What it does, in one sentence. */
    String description();

    /** Whether it is answered on the connection's own thread: only what never blocks. */
    boolean inline() default false;

    /** Whether it has an effect, and so takes an idempotency key. */
    boolean effect() default false;
}
