// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How long a text (in Unicode code points), or how many elements a list or map may have, both ends included. */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.RECORD_COMPONENT)
public @interface Size {
    /** The smallest size allowed. */
    int min() default 0;

    /** The largest size allowed. */
    int max() default Integer.MAX_VALUE;
}
