// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.surface;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Names a {@link SurfaceAdapter}. An adapter with factory configurations may set the property in each of them instead.
 */
@Documented
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Surface {
    /** Component properties begin with this. */
    String PREFIX_ = "postern.surface.";

    /** The service property that names the surface. */
    String NAME = "postern.surface.name";

    /** The service property that names the tenant whose messages it brings; {@code default} when absent. */
    String TENANT = "postern.surface.tenant";

    /** The surface's name, unique in a gateway: {@code [a-z0-9][a-z0-9.-]{0,63}}. */
    String name();
}
