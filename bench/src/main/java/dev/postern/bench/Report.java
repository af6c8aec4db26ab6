// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Prints the machine, and the rows of the table as they are measured. */
final class Report {
    Report() throws IOException {
        System.out.printf(
                "%d cores (%s), Java %s%n%n", Runtime.getRuntime().availableProcessors(), processor(),
                Runtime.version());
        System.out.println("| what | measured | reach |");
        System.out.println("|---|---|---|");
    }

    /** What the kernel calls the processor (Linux, {@code proc(5)}). */
    private static String processor() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unnamed");
        }
    }

    /** One row; the format is that of {@link String#format}. */
    void row(String what, String reach, String format, Object... values) {
        System.out.println("| " + what + " | " + String.format(Locale.ROOT, format, values) + " | " + reach + " |");
    }
}
