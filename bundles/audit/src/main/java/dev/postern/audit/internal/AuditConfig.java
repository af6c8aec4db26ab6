// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where the signed ends of the chains go. */
@ObjectClassDefinition(name = "Postern: audit",
        description = "Where the signed ends of the audit chains go, and how often.")
@interface AuditConfig {
    /** Component properties' names follow from the methods'. */
    String PID = "dev.postern.audit";

    @AttributeDefinition(description = "How often the ends of chains that have grown are signed, in s", min = "1",
            max = "86400")
    int head_seconds() default 60;

    @AttributeDefinition(
            description = "The file that signed ends are added to; empty for audit/heads.jsonl in the home."
                    + " A file system that only lets one add keeps them best")
    String heads_file() default "";

    @AttributeDefinition(description = "Where signed ends are posted to as JSON, https or on this machine; empty for"
            + " nowhere")
    String heads_webhook() default "";
}
