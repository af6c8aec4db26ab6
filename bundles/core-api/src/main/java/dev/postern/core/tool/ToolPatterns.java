// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.tool;

import java.util.List;

/** What stands in a session's lists of tools: names, {@code area.*} for all below an area, and {@code *} for all. */
public final class ToolPatterns {
    private ToolPatterns() {}

    /** Whether any of the patterns means the tool. */
    public static boolean match(List<String> patterns, String tool) {
        return patterns.stream().anyMatch(pattern -> pattern.equals("*") || pattern.equals(tool)
                || pattern.endsWith(".*") && tool.startsWith(pattern.substring(0, pattern.length() - 1)));
    }
}
