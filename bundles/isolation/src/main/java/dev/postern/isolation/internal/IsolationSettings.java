// SPDX-License-Identifier: Apache-2.0
package dev.postern.isolation.internal;

import java.time.Duration;
import java.util.List;

/**
 * What is configured.
 *
 * @param plugins ids, or {@code *}
 * @param sources of plugins
 * @param unsigned whether plugins that nobody signed do
 * @param memoryMib heap of a process
 * @param start how long the tools may take
 * @param sandbox {@code auto}, {@code require} or {@code off}
 */
record IsolationSettings(
        List<String> plugins, List<String> sources, boolean unsigned, int memoryMib, Duration start, Sandbox sandbox) {

    /** Whether bubblewrap is wanted. */
    enum Sandbox {
        AUTO, REQUIRE, OFF
    }

    /** Reads them; says which is wrong, and the rule. */
    static IsolationSettings of(IsolationConfig config) {
        return new IsolationSettings(List.of(config.plugins()), List.of(config.sources()), config.unsigned(),
                within("memory.mib", config.memory_mib(), 32, 65_536),
                Duration.ofSeconds(within("start.seconds", config.start_seconds(), 1, 600)),
                switch (config.sandbox()) {
                    case "auto" -> Sandbox.AUTO;
                    case "require" -> Sandbox.REQUIRE;
                    case "off" -> Sandbox.OFF;
                    default -> throw new IllegalArgumentException(
                            "sandbox: one of auto, require and off, and this is " + config.sandbox());
                });
    }

    /** Whether such a plugin runs in a process of its own. */
    boolean isolates(String plugin, String source, boolean signed) {
        return plugins.contains(plugin) || plugins.contains("*") || sources.contains(source) || unsigned && !signed;
    }

    private static int within(String setting, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(setting + ": is " + least + " to " + most + ", and not " + value);
        }
        return value;
    }
}
