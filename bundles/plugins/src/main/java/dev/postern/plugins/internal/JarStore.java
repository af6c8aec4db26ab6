// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

import dev.postern.core.plugin.PluginException;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.Staging.StagedFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Our own copies of what is installed: {@code data/plugins/<id>/<sha256>.jar}, beside the plugin's data. */
final class JarStore {
    private static final Logger LOG = LoggerFactory.getLogger(JarStore.class);

    private final Path folder;

    JarStore(Path folder) {
        this.folder = folder;
    }

    Path file(InstalledPlugin plugin) {
        return folder.resolve(plugin.plugin()).resolve(plugin.sha256() + ".jar");
    }

    /** @throws PluginException code {@code start_failed} when it is gone */
    Path existing(InstalledPlugin plugin) throws PluginException {
        Path file = file(plugin);
        if (Files.notExists(file)) {
            throw new PluginException("start_failed", "its file " + file + " is gone; install it again", null);
        }
        return file;
    }

    /** Takes the staged file over. */
    void keep(StagedFile staged, InstalledPlugin plugin) throws IOException {
        Path file = file(plugin);
        Files.createDirectories(file.getParent());
        Files.move(staged.file(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Deletes a jar that is no longer wanted; what is in the way is left for the next start. */
    void delete(InstalledPlugin plugin) {
        delete(file(plugin));
    }

    /** Deletes all jars but those of the plugins. */
    void retain(Collection<InstalledPlugin> plugins) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Set<Path> wanted = new HashSet<>();
        plugins.forEach(plugin -> wanted.add(file(plugin)));
        try (Stream<Path> files = Files.walk(folder, 2)) {
            files.filter(file -> file.getFileName().toString().matches("[0-9a-f]{64}\\.jar") && !wanted.contains(file))
                    .toList().forEach(JarStore::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
            Path own = file.getParent();
            try (Stream<Path> left = Files.list(own)) {
                if (left.findAny().isPresent()) {
                    return;
                }
            }
            Files.delete(own);
        } catch (IOException inTheWay) {
            LOG.warn("{} could not be deleted", file, inTheWay);
        }
    }
}
