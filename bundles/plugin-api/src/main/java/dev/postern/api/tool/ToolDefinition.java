// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.tool;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Declares a {@link Tool} component. The processor writes {@code POSTERN-INF/tools/<name>-<version>.json} from it, and
 * the manifest gets a {@code dev.postern.tool} capability, so that a tool can be examined without running its code.
 */
@Documented
@ComponentPropertyType
@Capability(namespace = ToolDefinition.CAPABILITY, name = "${#name}", version = "${#version}",
        attribute = "risk=${#risk}")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ToolDefinition {
    /** The namespace of the capability in the manifest. */
    String CAPABILITY = "dev.postern.tool";

    /** Where descriptors lie in a bundle. */
    String DESCRIPTOR_FOLDER = "POSTERN-INF/tools/";

    /** Component properties begin with this: {@code postern.tool.name}, {@code postern.tool.version} and so on. */
    String PREFIX_ = "postern.tool.";

    /** {@code [a-z0-9_]+(\.[a-z0-9_]+)+}, no {@code __}, at most 64 characters once each dot counts as two. */
    String name();

    /** The semantic version of the tool's contract, {@code major.minor.patch}. */
    String version();

    /** What it does, for planners and people. */
    String description();

    /** What a call can do at worst. */
    Risk risk();

    /** Scopes the caller needs besides {@code tools:invoke}. */
    String[] scopes() default {};

    /** After how long a call is cancelled: 1 to 3,600,000 ms. */
    long timeoutMillis() default 30_000;

    /** Whether calling again with the same idempotency key does nothing a second time. */
    boolean idempotent() default false;

    /** How often a call is tried at most, 1 to 10; more than once only where that is safe. */
    int maxAttempts() default 1;

    /** How long to wait before the second try, in ms; doubled for each further one, with jitter. */
    long backoffMillis() default 200;

    /** How many calls run at once at most: 1 to 1,024. */
    int maxConcurrent() default 16;

    /** The largest output, as JSON text in bytes of UTF-8: 1 to 16 MiB. */
    int maxOutputBytes() default 262_144;

    /** JSON pointers (RFC 6901) into input and output ({@code /input/…}, {@code /output/…}) that are redacted. */
    String[] redact() default {};

    /** Whether what comes back was written by somebody else: pages, files, other systems. */
    boolean foreign() default true;

    /** Inputs to show, each a JSON object as text; the build validates them. */
    String[] examples() default {};
}
