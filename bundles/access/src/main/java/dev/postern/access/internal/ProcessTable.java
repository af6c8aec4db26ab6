// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The processes of this machine that are not over, as Linux shows them under {@code /proc}. */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    /** Fields of {@code stat} after the name, from 0 (proc_pid_stat(5) counts the pid and the name before them). */
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int SESSION = 3;
    private static final int STARTED = 19;

    private ProcessTable() {}

    /**
     * A process.
     *
     * @param pid its id
     * @param parent its parent's
     * @param session the id of its session, which is that of the process that leads or led it
     * @param started when, in ticks since the system's start
     */
    record Entry(long pid, long parent, long session, long started) {

        /** Whether that is this process and not a later one with its number. */
        boolean isSame(Entry other) {
            return pid == other.pid && started == other.started;
        }

        /** Whether its environment holds the text, as it was when its program began; false of others' processes. */
        boolean environmentHolds(String text) {
            try {
                // one character a byte: only what is ours is looked for
                return Files.readString(PROC.resolve(Long.toString(pid)).resolve("environ"),
                        StandardCharsets.ISO_8859_1).contains(text);
            } catch (IOException goneOrNotOurs) {
                return false;
            }
        }
    }

    /** Whether this system shows its processes in this way. */
    static boolean isThere() {
        return Files.isReadable(PROC.resolve("self/stat"));
    }

    /** All that have not ended; those that only wait for their parent to notice have. */
    static List<Entry> all() {
        var all = new ArrayList<Entry>();
        try (var folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var folder : folders) {
                of(folder).ifPresent(all::add);
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new IllegalStateException("the processes of this machine cannot be listed", e);
        }
        return all;
    }

    /** The one with the id, unless it has ended. */
    static Optional<Entry> of(long pid) {
        return of(PROC.resolve(Long.toString(pid)));
    }

    /** The first child of a process, when it has one. */
    static Optional<Entry> childOf(long pid) {
        var known = PROC.resolve(pid + "/task/" + pid + "/children");
        try {
            var pids = Files.readString(known, StandardCharsets.ISO_8859_1).strip();
            return pids.isEmpty() ? Optional.empty() : of(Long.parseLong(pids.split(" ", 2)[0]));
        } catch (IOException goneOrNoSuchFile) {
            // a kernel may be built without it
            return all().stream().filter(process -> process.parent() == pid).findFirst();
        }
    }

    /** The line is {@code pid (name) state parent group session …}; a name may hold anything, brackets too. */
    private static Optional<Entry> of(Path folder) {
        try {
            var line = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            var fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ");
            if (fields[STATE].equals("Z") || fields[STATE].equals("X")) {
                return Optional.empty();
            }
            return Optional.of(new Entry(Long.parseLong(folder.getFileName().toString()),
                    Long.parseLong(fields[PARENT]), Long.parseLong(fields[SESSION]), Long.parseLong(fields[STARTED])));
        } catch (IOException | RuntimeException gone) {
            return Optional.empty();
        }
    }
}
