// SPDX-License-Identifier: Apache-2.0
package dev.postern.isolation.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Keeps a process apart from the rest of the machine: no network, no other processes, no files but the system's, to read,
 * and its own folder.
 *
 * @param program bubblewrap; empty for none
 * @param why there is none; empty when there is
 */
record Bubblewrap(Optional<Path> program, String why) {
    private static final List<String> SYSTEM = List.of("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache",
            "/etc/alternatives", "/etc/localtime");
    private static final int TRIAL_SECONDS = 5;

    /** That of this machine, if it works. */
    static Bubblewrap find() {
        var found = Stream.of("/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap").map(Path::of)
                .filter(Files::isExecutable).findFirst();
        if (found.isEmpty()) {
            return none("bubblewrap (bwrap) is not installed");
        }
        var bubblewrap = new Bubblewrap(found, "");
        return bubblewrap.works() ? bubblewrap : none("bubblewrap (bwrap) does not work here");
    }

    static Bubblewrap none(String why) {
        return new Bubblewrap(Optional.empty(), why);
    }

    private boolean works() {
        try {
            var trial = new ProcessBuilder(around(List.of("/usr/bin/true"), List.of(), Path.of("/")))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (!trial.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS)) {
                trial.destroyForcibly();
                return false;
            }
            return trial.exitValue() == 0;
        } catch (IOException none) {
            return false;
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * The command inside; as it is when there is no bubblewrap.
     *
     * @param readable what it reads besides the system
     * @param folder its own, where it begins
     */
    List<String> around(List<String> command, List<Path> readable, Path folder) {
        if (program.isEmpty()) {
            return command;
        }
        var line = new ArrayList<>(List.of(program.get().toString(), "--unshare-all", "--die-with-parent",
                "--new-session", "--cap-drop", "ALL", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"));
        SYSTEM.forEach(path -> line.addAll(List.of("--ro-bind-try", path, path)));
        readable.forEach(path -> line.addAll(List.of("--ro-bind", path.toString(), path.toString())));
        if (folder.getNameCount() > 0) {
            line.addAll(List.of("--bind", folder.toString(), folder.toString(), "--chdir", folder.toString()));
        }
        line.add("--");
        line.addAll(command);
        return line;
    }
}
