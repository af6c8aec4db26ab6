// SPDX-License-Identifier: Apache-2.0
package dev.postern.isolation.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of plugins in processes of their own. */
@ObjectClassDefinition(name = "Postern isolation",
        description = "Which plugins run in a process of their own; a change holds for plugins that are started after it")
public @interface IsolationConfig {
    /** Where its settings lie. */
    String PID = "dev.postern.isolation";

    @AttributeDefinition(
            description = "Ids of plugins that run in a process of their own, * for all that are installed;"
                    + " what ships never does")
    String[] plugins() default {};

    @AttributeDefinition(
            description = "Sources whose plugins do: deploy, blob, path or marketplace, as plugins.list names them")
    String[] sources() default {};

    @AttributeDefinition(description = "Whether plugins that no known publisher signed do")
    boolean unsigned() default false;

    @AttributeDefinition(description = "Heap of such a process, in MiB, 32 to 65536", min = "32", max = "65536")
    int memory_mib() default 256;

    @AttributeDefinition(description = "How long the plugin's tools may take to be there, in s, 1 to 600", min = "1",
            max = "600")
    int start_seconds() default 30;

    @AttributeDefinition(description = "Bubblewrap around the process, without network and with its own folder alone:"
            + " auto where it works, require, off")
    String sandbox() default "auto";
}
