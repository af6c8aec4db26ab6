// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webchat.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be set of the pages. */
@ObjectClassDefinition(name = "Postern web chat", description = "The operator's application in the browser, at /ui/.")
public @interface WebchatConfig {
    /** Where the settings are kept in Configuration Admin. */
    String PID = "dev.postern.adapters.webchat";

    @AttributeDefinition(
            description = "A folder whose files are served in place of the application's own of the same name, and read anew"
                    + " at every request: to change pages without a build. Empty for none. Whoever may write there may do"
                    + " in a browser what its user may.")
    String folder() default "";
}
