// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.osgi.annotation.bundle.Capability;

/**
 * Makes a bundle a plugin: put it on any one type or package of the bundle; its version is the bundle's. The manifest gets a
 * {@code dev.postern.plugin} capability that the gateway reads before it runs any code.
 */
@Documented
@Capability(namespace = PosternPlugin.CAPABILITY, name = "${#id}", attribute = {
    "title=\"${#title}\"",
    "api=\"[1.0,2.0)\"",
    "hosts:List<String>=\"${#hosts}\"",
    "files:List<String>=\"${#files}\"",
    "programs:List<String>=\"${#programs}\"",
    "secrets:List<String>=\"${#secrets}\""
})
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.PACKAGE})
public @interface PosternPlugin {
    /** The namespace of the capability in the manifest. */
    String CAPABILITY = "dev.postern.plugin";

    /** The plugin's id, which names its data folder and its settings: {@code [a-z0-9][a-z0-9.-]{0,63}}. */
    String id();

    /** Its name for people. */
    String title();

    /**
     * Hosts it asks to reach: {@code api.example.org}, {@code *.example.org}; with {@code :8443} on that port, with
     * {@code :*} on every port, else on the scheme's own. {@code *} asks for those that an administrator names for it.
     */
    String[] hosts() default {};

    /** File roots it asks for: {@code workspace:read}, {@code workspace:write}; {@code *:read} for every root. */
    String[] files() default {};

    /** Programs it asks to start, by name; {@code *} for every program. */
    String[] programs() default {};

    /** Secrets it asks to read, by name. */
    String[] secrets() default {};
}
