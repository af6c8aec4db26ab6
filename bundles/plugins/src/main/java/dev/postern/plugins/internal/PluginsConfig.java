// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What plugins may bring, and how long they may take to serve. */
@ObjectClassDefinition(name = "Postern plugins", description = "How plugins are let in.")
public @interface PluginsConfig {
    /** Where the settings are kept in Configuration Admin. */
    String PID = "dev.postern.plugins";

    @AttributeDefinition(description = "The largest plugin file, in bytes", min = "1024", max = "1073741824")
    long max_bundle_bytes() default 33_554_432;

    @AttributeDefinition(description = "The most that a plugin file may unpack to, in bytes", min = "1024")
    long max_unpacked_bytes() default 268_435_456;

    @AttributeDefinition(description = "How long a plugin may take to start, and to serve after that, in ms", min = "1")
    long health_timeout_millis() default 5_000;

    @AttributeDefinition(description = "How long calls of a version that goes may still run, in ms", min = "0")
    long drain_millis() default 10_000;

    @AttributeDefinition(
            description = "How long a file in the deploy folder must rest before it is refused as incomplete, in ms",
            min = "1")
    long settle_millis() default 2_000;

    @AttributeDefinition(
            description = "Packages that plugins may import; a name ending in .* stands for all that begin so")
    String[] allowed_imports() default {"java.*", "javax.*", "org.w3c.dom.*", "org.xml.sax.*", "dev.postern.api.*",
        "org.slf4j.*", "tools.jackson.*", "com.fasterxml.jackson.annotation", "org.osgi.service.component.*"};

    @AttributeDefinition(
            description = "Publishers whose signatures count, each name=the SHA-256 of its public key, then perhaps ids of"
                    + " plugins, or beginnings of ids with a *, that are its alone, each after a space; ./postern plugins"
                    + " publishers add writes them")
    String[] publishers() default {};

    @AttributeDefinition(
            description = "Ways by which files come in unsigned; none: every file must be signed. Marketplaces are no such"
                    + " way.",
            options = {@Option(value = "deploy", label = "the deploy folder"),
                @Option(value = "path", label = "the import folder"), @Option(value = "blob", label = "an upload")})
    String[] unsigned() default {"deploy", "path", "blob"};

    @AttributeDefinition(
            description = "Whether they come in unsigned also while the gateway listens beyond this machine")
    boolean unsigned_beyond_localhost() default false;
}
