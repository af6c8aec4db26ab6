// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a record that stands on the wire without being a method's. The processor writes its schema to
 * {@code POSTERN-INF/records/<name>.json}.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface WireRecord {
    /** Its name; of the topic, for an event's payload. Several when several topics carry it. */
    String[] value();

    /** The value of the member {@code type} that tells frames apart; empty for what is no frame. */
    String frame() default "";

    /** Whether unknown members are refused: what clients send. */
    boolean closed() default false;
}
