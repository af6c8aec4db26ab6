// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel knows of a process (Linux, {@code proc(5)}). */
final class ProcessStat {
    private static final double TICKS_PER_SECOND = 100;

    private ProcessStat() {}

    /** CPU seconds used so far, user and system, all threads. */
    static double cpuSeconds(long pid) throws IOException {
        return ticks(Long.toString(pid), 11) / TICKS_PER_SECOND;
    }

    /** CPU seconds that ended children of this process have used, and theirs. */
    static double childrenCpuSeconds() throws IOException {
        return ticks("self", 13) / TICKS_PER_SECOND;
    }

    /** User and system time, which stand side by side; fields are counted from the state on. */
    private static long ticks(String process, int field) throws IOException {
        var stat = Files.readString(Path.of("/proc/" + process + "/stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[field]) + Long.parseLong(fields[field + 1]);
    }

    /** Resident memory in KiB. */
    static long residentKib(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
