// SPDX-License-Identifier: Apache-2.0
package dev.postern.blobs.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be set of the blob store; PID {@code dev.postern.blobs}. */
@ObjectClassDefinition(name = "Postern blobs", description = "Attachments and plugin files")
public @interface BlobSettings {

    /** The configuration's PID. */
    String PID = "dev.postern.blobs";

    /** The largest blob. */
    @AttributeDefinition(name = "Largest blob", description = "In bytes; 1 to 1,073,741,824", min = "1",
            max = "1073741824")
    long max_bytes() default 33_554_432;
}
