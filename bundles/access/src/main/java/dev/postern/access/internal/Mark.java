// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.postern.core.hash.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A variable in the environment of a program and of what it starts, by which they are found again: {@code
 * <home>.<gateway>.<run>}. It is no secret and proves nothing.
 *
 * @param value the whole
 */
record Mark(String value) {
    /** The variable. */
    static final String NAME = "POSTERN_PROCESS";
    private static final Logger LOG = LoggerFactory.getLogger(Mark.class);
    private static final int HOME_LENGTH = 16;

    /** A new one, for a program of the gateway with the home. */
    static Mark of(Path home) {
        return new Mark(gateway(home) + UUID.randomUUID());
    }

    private static String home(Path home) {
        return Sha256.hex(home.toString()).substring(0, HOME_LENGTH) + ".";
    }

    /** Of this process: its number alone comes again. */
    private static String gateway(Path home) {
        var own = ProcessHandle.current();
        return home(home) + own.pid() + "-" + own.info().startInstant().orElse(Instant.EPOCH).toEpochMilli() + ".";
    }

    /** Puts it beside what is there. */
    void putInto(Map<String, String> environment) {
        environment.put(NAME, value);
    }

    /** Whether the process bears it; one that began before the time does not. */
    boolean isOn(ProcessTable.Entry process, long since) {
        return process.started() >= since && process.environmentHolds(NAME + "=" + value + "\0");
    }

    /**
     * Kills what programs of an earlier gateway with the home left running: it was killed, and where there is no sandbox
     * nothing ends them with it. Takes some milliseconds.
     */
    static void killLeftovers(Path home) {
        for (var process : ProcessTable.isThere() ? ProcessTable.all() : List.<ProcessTable.Entry>of()) {
            if (process.environmentHolds(NAME + "=" + home(home))
                    && !process.environmentHolds(NAME + "=" + gateway(home))) {
                LOG.warn("Ending process {}: a program of a gateway that was killed", process.pid());
                ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }
}
