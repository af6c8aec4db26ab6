// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Which configuration a file holds: {@code <pid>.json}, or {@code <factory pid>~<name>.json} for one of several.
 *
 * @param described the PID, or factory PID, that a bundle describes
 * @param name the name among those of a factory, null for the only one
 */
record Pid(String described, @Nullable String name) {
    private static final Pattern FILE = Pattern.compile("([A-Za-z0-9_.-]+)(?:~([A-Za-z0-9_.-]+))?\\.json");

    /** What the file's name says; empty when it is no file for us. */
    static Optional<Pid> of(String file) {
        var parts = FILE.matcher(file);
        return parts.matches() && !file.startsWith(".")
                ? Optional.of(new Pid(parts.group(1), parts.group(2)))
                : Optional.empty();
    }

    /** As Configuration Admin has it. */
    String full() {
        return name == null ? described : described + "~" + name;
    }
}
