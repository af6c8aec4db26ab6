// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;

import dev.postern.api.tool.ToolException;

/**
 * Namespaces by bubblewrap: the program has processes, mounts and, unless it may reach it, network of its own. All that it
 * starts ends with its first process, whatever it does against that, and that one with the gateway, however it ends.
 *
 * @param bwrap the program that does it
 * @param home the gateway's home, a real path
 * @param hidden further folders that are not seen, real paths
 */
record Bubblewrap(Path bwrap, Path home, List<Path> hidden) implements Confinement {
    /** Of every machine, and with sockets that reach out of any sandbox (D-Bus, Docker, X11). */
    private static final List<Path> PRIVATE = List.of(Path.of("/tmp"), Path.of("/var/tmp"), Path.of("/run"));
    /** What lies below those and is no socket: names of hosts, and the programs of a system that keeps them there. */
    private static final List<Path> SHOWN = List.of(Path.of("/run/systemd/resolve"), Path.of("/run/current-system"));
    private static final List<String> NAMESPACES = List.of("--die-with-parent", "--new-session", "--unshare-user",
            "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--cap-drop", "ALL",
            "--unsetenv", Mark.NAME);

    /** Folders that lie deeper are mounted later; in one place the root lies over what is hidden. */
    private record Mount(String option, Path path, int rank) {
        static final Comparator<Mount> ORDER = Comparator.comparingInt((Mount mount) -> mount.path.getNameCount())
                .thenComparingInt(Mount::rank);

        boolean hides() {
            return option.equals("--tmpfs");
        }

        Stream<String> words() {
            return option.endsWith("-bind") || option.equals("--bind")
                    ? Stream.of(option, path.toString(), path.toString())
                    : Stream.of(option, path.toString());
        }
    }

    @Override
    public Line line(Start start) throws ToolException {
        refuseHidden(start, start.program());
        refuseHidden(start, start.file());
        refuseHidden(start, start.folder());
        var line = new ArrayList<String>();
        line.add(bwrap.toString());
        line.addAll(NAMESPACES);
        if (!start.network()) {
            line.add("--unshare-net");
        }
        mounts(start).forEach(mount -> mount.words().forEach(line::add));
        var environment = new HashMap<>(start.environment());
        environment.keySet().removeIf(Bubblewrap::isLoaders);
        start.environment().forEach((name, value) -> {
            if (isLoaders(name)) {
                line.addAll(List.of("--setenv", name, value));
            }
        });
        line.addAll(List.of("--chdir", start.folder().toString(), "--"));
        return new Line(line, environment);
    }

    /** What the dynamic loader obeys (ld.so(8)): meant for the program, and bubblewrap itself would load it outside. */
    private static boolean isLoaders(String variable) {
        return variable.startsWith("LD_") || variable.equals("GLIBC_TUNABLES");
    }

    /** The last that covers a path decides on it. */
    private void refuseHidden(Start start, Path path) throws ToolException {
        var covering = mounts(start).stream().filter(mount -> path.startsWith(mount.path())).toList().getLast();
        if (covering.hides()) {
            throw new ToolException("forbidden",
                    path + " lies in " + covering.path() + ", which programs in the sandbox do not see:"
                            + " use another place, or see sandboxHides and sandbox of dev.postern.access");
        }
    }

    private List<Mount> mounts(Start start) {
        var root = start.root();
        return Stream.of(
                Stream.of(new Mount("--ro-bind", Path.of("/"), 0), new Mount("--dev", Path.of("/dev"), 1),
                        new Mount("--proc", Path.of("/proc"), 1)),
                Stream.concat(PRIVATE.stream().filter(Files::isDirectory), Stream.concat(hidden.stream(),
                        Stream.of(home))).distinct().map(path -> new Mount("--tmpfs", path, 1)),
                SHOWN.stream().filter(Files::isDirectory).map(path -> new Mount("--ro-bind", path, 1)),
                Stream.of(new Mount(root.writable() ? "--bind" : "--ro-bind", root.folder(), 2)))
                .flatMap(mounts -> mounts)
                .sorted(Mount.ORDER)
                .toList();
    }

    @Override
    public String describe(Start start) {
        return "bubblewrap: all files read-only, but the root of its folder "
                + (start.root().writable() ? "writable" : "read-only, too")
                + "; /tmp of its own; the gateway's home and sockets hidden; "
                + (start.network() ? "the network of this machine" : "no network");
    }
}
