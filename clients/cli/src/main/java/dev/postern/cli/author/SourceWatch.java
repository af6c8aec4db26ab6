// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.author;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Tells when what a project is built of has changed: its POM, and all below src. One thread. */
public final class SourceWatch implements Closeable {
    /** Editors write a file in several steps, and several files at once. */
    private static final long QUIET_MS = 150;

    private final Path project;
    private final WatchService service = FileSystems.getDefault().newWatchService();
    private Map<String, FileTime> seen;

    /** From now on. */
    public SourceWatch(Path project) throws IOException {
        this.project = project;
        seen = look();
    }

    /** Waits for a change, so long at most; true when there is one, and it is quiet since. */
    public boolean changed(long millis) throws IOException, InterruptedException {
        var key = service.poll(millis, TimeUnit.MILLISECONDS);
        if (key == null) {
            return false;
        }
        while (key != null) {
            drain(key);
            key = service.poll(QUIET_MS, TimeUnit.MILLISECONDS);
        }
        var now = look();
        boolean changed = !now.equals(seen);
        seen = now;
        return changed;
    }

    private static void drain(WatchKey key) {
        key.pollEvents();
        key.reset();
    }

    /** All sources and their times; watches folders that are new. */
    private Map<String, FileTime> look() throws IOException {
        var found = new TreeMap<String, FileTime>();
        watch(project);
        note(project.resolve("pom.xml"), found);
        var sources = project.resolve("src");
        if (Files.isDirectory(sources)) {
            try (var files = Files.walk(sources)) {
                for (var file : files.toList()) {
                    if (Files.isDirectory(file)) {
                        watch(file);
                    } else {
                        note(file, found);
                    }
                }
            } catch (java.io.UncheckedIOException moving) {
                // a folder that went while it was looked at: what made it go is told as a change, too
                return found;
            }
        }
        return found;
    }

    private void watch(Path folder) throws IOException {
        folder.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
    }

    private static void note(Path file, Map<String, FileTime> found) throws IOException {
        if (Files.exists(file)) {
            found.put(file.toString(), Files.getLastModifiedTime(file));
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
