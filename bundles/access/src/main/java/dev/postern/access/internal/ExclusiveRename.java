// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Linux's rename that replaces nothing (renameat2 with RENAME_NOREPLACE), for which Java has no method: its own looks and
 * then renames, and what comes to stand there in between is gone.
 */
final class ExclusiveRename {
    // the same on every processor that Java 25 runs Linux on
    private static final int O_PATH_CLOEXEC = 0x200000 | 0x80000;
    private static final int RENAME_NOREPLACE = 1;
    private static final int EEXIST = 17;

    /** Encodings of names in which a name that Java takes has the bytes that it has in UTF-8. */
    private static final Set<String> NAMES = Set.of("UTF-8", "ANSI_X3.4-1968", "US-ASCII");

    private static final Optional<ExclusiveRename> CALLS = find();

    private final MethodHandle open;
    private final MethodHandle rename;
    private final MethodHandle close;
    private final VarHandle errno = Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));

    private ExclusiveRename(Linker linker) {
        var errors = Linker.Option.captureCallState("errno");
        var names = linker.defaultLookup();
        open = linker.downcallHandle(names.findOrThrow("open"), FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        rename = linker.downcallHandle(names.findOrThrow("renameat2"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT), errors);
        close = linker.downcallHandle(names.findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }

    private static Optional<ExclusiveRename> find() {
        var names = System.getProperty("sun.jnu.encoding", "");
        if (!"Linux".equals(System.getProperty("os.name")) || !NAMES.contains(names)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ExclusiveRename(Linker.nativeLinker()));
        } catch (UnsupportedOperationException | NoSuchElementException | IllegalCallerException without) {
            return Optional.empty();
        }
    }

    /**
     * Renames, if the system can do it so.
     *
     * @return whether it is done; if not, nothing has changed, and the plain way says why it cannot be done
     * @throws FileAlreadyExistsException when something is there
     */
    static boolean done(OpenFolder from, String name, OpenFolder to, String newName) throws IOException {
        return CALLS.isPresent() && CALLS.get().rename(from, name, to, newName);
    }

    private boolean rename(OpenFolder from, String name, OpenFolder to, String newName) throws IOException {
        try (var arena = Arena.ofConfined()) {
            int source = handle(from, arena);
            try {
                int target = handle(to, arena);
                try {
                    return source >= 0 && target >= 0 && rename(source, name, target, newName, arena);
                } finally {
                    close(target);
                }
            } finally {
                close(source);
            }
        }
    }

    private boolean rename(int source, String name, int target, String newName, Arena arena) throws IOException {
        var state = arena.allocate(Linker.Option.captureStateLayout());
        int result;
        try {
            result = (int) rename.invokeExact(state, source, arena.allocateFrom(name), target,
                    arena.allocateFrom(newName), RENAME_NOREPLACE);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
        if (result != 0 && (int) errno.get(state, 0L) == EEXIST) {
            throw new FileAlreadyExistsException(newName);
        }
        return result == 0;
    }

    /** A handle of the very folder that is open, or -1: its path may lead elsewhere by now, so that is looked at. */
    private int handle(OpenFolder folder, Arena arena) throws IOException {
        int handle = open(arena.allocateFrom(folder.path().toString()));
        if (handle < 0) {
            return -1;
        }
        boolean same = false;
        try {
            var key = folder.key();
            same = key != null && key.equals(key(handle));
        } finally {
            if (!same) {
                close(handle);
            }
        }
        return same ? handle : -1;
    }

    private static @Nullable Object key(int handle) {
        try {
            return Files.readAttributes(Path.of("/proc/self/fd/" + handle), BasicFileAttributes.class).fileKey();
        } catch (IOException without) {
            return null;
        }
    }

    private int open(MemorySegment path) {
        try {
            return (int) open.invokeExact(path, O_PATH_CLOEXEC);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void close(int handle) {
        if (handle < 0) {
            return;
        }
        try {
            int ignored = (int) close.invokeExact(handle);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
