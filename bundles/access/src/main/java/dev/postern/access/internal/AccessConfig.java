// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Settings of what plugins may reach. */
@ObjectClassDefinition(name = "Postern access", description = "What plugins may reach outside themselves.")
public @interface AccessConfig {
    @AttributeDefinition(
            description = "Folders that tools may use, each name=path or name=path:ro. A relative path lies below the"
                    + " gateway's home, of which nothing else is open, whatever stands here.")
    String[] roots() default {"workspace=workspace"};

    @AttributeDefinition(
            description = "Hosts for plugins that ask for any, each plugin=host: a name, *.domain or *, with :port unless it"
                    + " is the scheme's own, with :* for every port. The preset lets webhooks send replies: keep it beside"
                    + " others. The web tools reach no host that is not named here, as tools-web=example.org.")
    String[] hosts() default {"adapters-webhook=*:*"};

    @AttributeDefinition(
            description = "Hosts in private networks or on this machine that may be reached all the same by plugins that may"
                    + " reach them at all, each host or host:port.")
    String[] privateHosts() default {};

    @AttributeDefinition(description = "The largest file that is read or written at once, in bytes.", min = "1")
    int maxFileBytes() default 16777216;

    @AttributeDefinition(
            description = "Whether programs run in a sandbox of bubblewrap: auto where it is installed and works, require"
                    + " refuses them elsewhere, off never",
            options = {@Option(value = "auto", label = "where it works"),
                @Option(value = "require", label = "or not at all"), @Option(value = "off", label = "never")})
    String sandbox() default "auto";

    @AttributeDefinition(
            description = "Folders that programs in the sandbox do not see, besides the gateway's home, /tmp and /run; ~ is"
                    + " the home of the gateway's user.")
    String[] sandboxHides() default {"~"};
}
