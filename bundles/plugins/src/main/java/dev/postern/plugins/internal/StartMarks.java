// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import dev.postern.core.plugin.PluginException;

/**
 * What is being started, one file each by its digest, so that code which ends the process while it starts does not do so at
 * every start of the gateway. A mark outlives the process and not the machine, which is enough: nothing is forced to disk.
 */
final class StartMarks {
    /** One may be a power cut or an impatient hand. */
    private static final int MOST = 2;

    private final Path folder;

    StartMarks(Path folder) {
        this.folder = folder;
    }

    /** @throws PluginException code {@code start_failed} when the process ended in it too often */
    void begin(String sha256) throws PluginException, IOException {
        int before = cutShort(sha256);
        if (before >= MOST) {
            throw new PluginException("start_failed", "the gateway ended " + before
                    + " times while it started, and does"
                    + " not start it any more by itself; install its file once more to have it tried again, or give it"
                    + " a process of its own (plugins of dev.postern.isolation)", null);
        }
        Files.writeString(Files.createDirectories(folder).resolve(sha256), Integer.toString(before + 1));
    }

    /** Its code returned, or somebody wants it to be tried again. */
    void forget(String sha256) throws IOException {
        Files.deleteIfExists(folder.resolve(sha256));
    }

    private int cutShort(String sha256) throws IOException {
        try {
            return Integer.parseInt(Files.readString(folder.resolve(sha256)));
        } catch (NoSuchFileException none) {
            return 0;
        } catch (NumberFormatException halfWritten) {
            return 1;
        }
    }
}
