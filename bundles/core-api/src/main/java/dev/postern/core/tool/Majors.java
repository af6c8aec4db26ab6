// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.tool;

/** Major versions: what callers of a tool count on is the same within one. */
public final class Majors {
    private Majors() {}

    /** Of a version such as {@code 1.2.3}. */
    public static int of(String version) {
        return Integer.parseInt(version.split("\\.", 2)[0]);
    }

    /** All versions of a major, as an OSGi version range. */
    public static String range(int major) {
        return "[" + major + "," + (major + 1) + ")";
    }
}
