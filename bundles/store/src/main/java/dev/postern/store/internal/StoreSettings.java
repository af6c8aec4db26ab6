// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be set of the store; PID {@code dev.postern.store}. */
@ObjectClassDefinition(name = "Postern store", description = "Where sessions, turns and the journal are kept")
public @interface StoreSettings {

    /** The configuration's PID. */
    String PID = "dev.postern.store";

    /** Where the database is. */
    @AttributeDefinition(name = "JDBC URL",
            description = "jdbc:postgresql://host/database; empty for the embedded database under data/derby",
            required = false)
    String url() default "";

    /** Who logs on. */
    @AttributeDefinition(name = "User", description = "The database user; not for the embedded database",
            required = false)
    String user() default "";

    /** With what. */
    @AttributeDefinition(name = "Password", description = "By reference: $[secret:database]",
            type = AttributeType.PASSWORD, required = false)
    String _password() default "";

    /** How many batches may wait. */
    @AttributeDefinition(name = "Waiting batches", description = "More are refused as overloaded; 16 to 100,000",
            min = "16", max = "100000")
    int queue_batches() default 4096;

    /** How much may wait. */
    @AttributeDefinition(name = "Waiting bytes",
            description = "More are refused as overloaded; 1,048,576 to 1,073,741,824", min = "1048576",
            max = "1073741824")
    long queue_bytes() default 67_108_864;

    /** What is left free. */
    @AttributeDefinition(name = "Disk reserve",
            description = "Bytes that stay free on the disk of the embedded database; 4,194,304 to 107,374,182,400",
            min = "4194304", max = "107374182400")
    long reserve_bytes() default 33_554_432;

    /** How many read at once. */
    @AttributeDefinition(name = "Readers", description = "Connections that read; 1 to 64", min = "1", max = "64")
    int readers() default 4;

    /** How long the journal is kept. */
    @AttributeDefinition(name = "Months kept",
            description = "Full months of the journal that are kept beside the current one; 0 keeps all; 0 to 1,200",
            min = "0", max = "1200")
    int keep_months() default 0;
}
