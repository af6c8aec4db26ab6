// SPDX-License-Identifier: Apache-2.0
package dev.postern.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second gateway off a home folder. The operating system gives the lock back when the process dies, however it
 * dies, so that nobody ever has to delete a stale file.
 */
final class HomeLock implements AutoCloseable {
    private final FileChannel channel;
    private final Home home;

    private HomeLock(FileChannel channel, Home home) {
        this.channel = channel;
        this.home = home;
    }

    /**
     * Takes the lock and writes {@code run/pid}.
     *
     * @throws Refused when another process holds it; the message names that process
     */
    static HomeLock take(Home home) throws IOException, Refused {
        FileChannel channel = FileChannel.open(home.run().resolve("lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        if (!locked(channel)) {
            channel.close();
            throw new Refused("postern: " + home.root() + " is in use by the gateway with pid "
                    + firstLine(home.pidFile()) + " on port " + firstLine(home.portFile()));
        }
        Files.deleteIfExists(home.portFile());
        Files.writeString(home.pidFile(), ProcessHandle.current().pid() + "\n");
        return new HomeLock(channel, home);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException notWrittenYet) {
            return "unknown";
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(home.portFile());
        Files.deleteIfExists(home.pidFile());
        channel.close();
    }

    /** Another process has this home. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }
}
