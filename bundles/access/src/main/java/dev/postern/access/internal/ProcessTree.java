package dev.postern.access.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A program and all that came of it. Where there is {@code setsid} the program leads a session of its own, by which those
 * are found too whose parents have gone; elsewhere only descendants are. What makes a session of its own escapes.
 */
final class ProcessTree {
    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));
    private static final Path PROC = Path.of("/proc");
    /** One that is being killed may start another one first. */
    private static final int ROUNDS = 20;

    private final Process root;

    ProcessTree(Process root) {
        this.root = root;
    }

    /** What to put before the command line, so that it leads a session: nothing where that cannot be. */
    static List<String> leader() {
        Optional<Path> found = Files.isDirectory(PROC.resolve("self"))
                ? SETSID.stream().filter(Files::isExecutable).findFirst()
                : Optional.empty();
        return found.map(Path::toString).map(List::of).orElse(List.of());
    }

    /** Kills what still runs, the program itself first so that it starts nothing more. */
    void kill() {
        for (int round = 0; round < ROUNDS; round++) {
            var alive = alive();
            if (alive.isEmpty()) {
                return;
            }
            alive.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private Set<ProcessHandle> alive() {
        var alive = new LinkedHashSet<ProcessHandle>();
        Stream.of(Stream.of(root.toHandle()), root.descendants(), session())
                .flatMap(found -> found)
                .filter(ProcessHandle::isAlive)
                .forEach(alive::add);
        return alive;
    }

    private Stream<ProcessHandle> session() {
        return leader().isEmpty() ? Stream.empty() : ProcessHandle.allProcesses().filter(this::isOfSession);
    }

    /** The line is {@code pid (name) state parent group session …}; a name may hold anything, brackets too. */
    private boolean isOfSession(ProcessHandle process) {
        try {
            var line = Files.readString(PROC.resolve(Long.toString(process.pid())).resolve("stat"));
            var fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ", 5);
            return fields.length == 5 && !fields[0].equals("Z") && fields[3].equals(Long.toString(root.pid()));
        } catch (IOException | RuntimeException gone) {
            return false;
        }
    }
}
