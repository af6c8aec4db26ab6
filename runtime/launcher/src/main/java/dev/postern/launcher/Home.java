// SPDX-License-Identifier: Apache-2.0
package dev.postern.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** The folder that holds all state of one gateway. */
record Home(Path root) {
    /** @return the folder that {@code POSTERN_HOME} names, or {@code ~/.postern} */
    static Home of(Map<String, String> environment, String userHome) {
        @Nullable
        String named = environment.get("POSTERN_HOME");
        Path root = named == null || named.isBlank() ? Path.of(userHome, ".postern") : Path.of(named);
        return new Home(root.toAbsolutePath().normalize());
    }

    /**
     * Makes the folders that must exist before any bundle runs. What is new is readable by its owner only, also below a
     * home that was there already and that others may look into.
     */
    void create() throws IOException {
        if (Files.notExists(root)) {
            Files.createDirectories(root);
            keepToOwner(root);
        }
        Files.createDirectories(run());
        for (Path folder : new Path[]{cache(), conf(), root.resolve("data"), root.resolve("log")}) {
            if (Files.notExists(folder)) {
                Files.createDirectory(folder);
                keepToOwner(folder);
            }
        }
    }

    private static void keepToOwner(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    Path run() {
        return root.resolve("run");
    }

    Path pidFile() {
        return run().resolve("pid");
    }

    /** Written by the gateway once it listens. */
    Path portFile() {
        return run().resolve("port");
    }

    Path cache() {
        return root.resolve("cache");
    }

    Path conf() {
        return root.resolve("conf");
    }
}
