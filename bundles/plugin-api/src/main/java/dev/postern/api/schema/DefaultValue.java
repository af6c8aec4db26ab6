// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The value taken when the component is absent, as JSON text; such a component is not required. */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.RECORD_COMPONENT)
public @interface DefaultValue {
    /** JSON text, for example {@code 10}, {@code true} or {@code "utf-8"} with its quotation marks. */
    String value();
}
