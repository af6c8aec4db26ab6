// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.util.regex.Pattern;

import dev.postern.api.tool.ToolDescriptor;

/** The ranges of a descriptor, for those that the processor did not see: run-time tools and bundles made by hand. */
final class DescriptorCheck {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]+(\\.[a-z0-9_]+)+");
    private static final Pattern VERSION = Pattern.compile("\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}");
    private static final int MAX_NAME = 64;

    private DescriptorCheck() {}

    static void check(ToolDescriptor tool) throws RefusedToolException {
        demand(
                NAME.matcher(tool.name()).matches()
                        && !tool.name().contains("__")
                        && tool.name().replace(".", "__").length() <= MAX_NAME,
                "its name must be lower case words joined by dots, at most 64 characters with each dot counted twice");
        demand(VERSION.matcher(tool.version()).matches(), "its version must be major.minor.patch");
        demand(
                tool.timeout().compareTo(Duration.ofHours(1)) <= 0 && tool.timeout().isPositive(),
                "its timeout must be from 1 ms to 1 h");
        demand(tool.maxAttempts() >= 1 && tool.maxAttempts() <= 10, "maxAttempts is from 1 to 10");
        demand(
                !tool.backoff().isNegative() && tool.backoff().compareTo(Duration.ofHours(1)) <= 0,
                "its backoff must be from 0 to 1 h");
        demand(tool.maxConcurrent() >= 1 && tool.maxConcurrent() <= 1024, "maxConcurrent is from 1 to 1024");
        demand(
                tool.maxOutputBytes() >= 1 && tool.maxOutputBytes() <= 16 << 20,
                "maxOutputBytes is from 1 to 16 MiB");
    }

    private static void demand(boolean holds, String rule) throws RefusedToolException {
        if (!holds) {
            throw new RefusedToolException(rule);
        }
    }
}
