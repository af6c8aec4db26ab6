// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.json;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a record that is a whole file. The processor writes its schema to {@code POSTERN-INF/documents/<name>.json}. Members
 * that the record does not know are let through: files outlive the programs that read them.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface DocumentRecord {
    /** The schema's name. */
    String value();
}
