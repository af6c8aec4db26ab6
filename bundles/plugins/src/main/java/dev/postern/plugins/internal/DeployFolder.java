// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import dev.postern.core.hash.Sha256;
import dev.postern.core.plugin.PluginException;
import dev.postern.plugins.internal.Changes.Acceptance;
import dev.postern.plugins.internal.Changes.Outcome;
import dev.postern.plugins.internal.Desired.DeployedFile;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the deploy folder: a jar that appears is installed, one that changes is an update, and when it goes the plugin
 * that came from it goes. A file that was refused, or whose plugin was uninstalled by request, stays where it is and is
 * not looked at again until its bytes change; one that could not be taken, such as on a full disk, is tried again.
 */
final class DeployFolder {
    private static final Logger LOG = LoggerFactory.getLogger(DeployFolder.class);
    private static final String PRINCIPAL = "deploy";
    private static final int LISTINGS = 10;
    /** Notices of changes can be lost; this is how long that can go unseen. */
    private static final Duration LOOK_ANYWAY = Duration.ofSeconds(60);

    private final Path folder;
    private final Changes changes;
    private final DesiredFile desired;
    private final Duration settle;
    /** Files as they were when they were dealt with. */
    private final Map<String, Stamp> seen = new TreeMap<>();
    /** Files that are no whole jar yet, and since when they rest. */
    private final Map<String, Unfinished> unfinished = new TreeMap<>();
    private final Map<String, RefusedFile> refused = new ConcurrentHashMap<>();
    private volatile @Nullable WatchService watch;
    private volatile boolean closed;

    DeployFolder(Path folder, Changes changes, DesiredFile desired, Duration settle) {
        this.folder = folder;
        this.changes = changes;
        this.desired = desired;
        this.settle = settle;
    }

    /** Files that were refused, by name. */
    List<RefusedFile> refused() {
        return refused.values().stream().sorted(Comparator.comparing(RefusedFile::file)).toList();
    }

    /** Watches until it is closed. */
    void watch() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        try (WatchService service = folder.getFileSystem().newWatchService()) {
            watch = service;
            folder.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            while (!closed) {
                scan();
                Duration patience = unfinished.isEmpty() ? LOOK_ANYWAY : settle;
                WatchKey key = service.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
        } catch (ClosedWatchServiceException end) {
            LOG.debug("The deploy folder is watched no more");
        }
    }

    void close() {
        closed = true;
        WatchService service = watch;
        if (service != null) {
            try {
                service.close();
            } catch (IOException alreadyGone) {
                LOG.debug("The watch was gone", alreadyGone);
            }
        }
    }

    /** Deals with all that changed; what is new before what is gone, so that a renamed file is no removal. */
    private void scan() throws InterruptedException {
        try {
            Map<String, Stamp> present = list();
            for (var file : present.entrySet()) {
                if (!file.getValue().equals(seen.get(file.getKey()))) {
                    look(file.getKey(), file.getValue());
                }
            }
            for (String name : desired.get().deployed().keySet()) {
                if (!present.containsKey(name)) {
                    gone(name);
                }
            }
            for (InstalledPlugin plugin : desired.get().sorted()) {
                DeployedFile file = desired.get().deployed().get(plugin.file());
                if (file != null && !file.plugin().equals(plugin.id())) {
                    remove(plugin.id(), plugin.file());
                }
            }
            seen.keySet().retainAll(present.keySet());
            refused.keySet().retainAll(present.keySet());
            unfinished.keySet().retainAll(present.keySet());
        } catch (IOException unreadable) {
            LOG.warn("{} cannot be read", folder, unreadable);
        }
    }

    /**
     * What lies there. When a file went meanwhile, it is listed anew, since it may have another name now.
     *
     * @throws IOException when files come and go faster than they can be listed
     */
    private Map<String, Stamp> list() throws IOException {
        for (int attempt = 1; attempt <= LISTINGS; attempt++) {
            var present = new TreeMap<String, Stamp>();
            if (listInto(present)) {
                return present;
            }
        }
        throw new IOException("a file went away during each of " + LISTINGS + " listings");
    }

    /** Lists what lies there; false when something went meanwhile. */
    private boolean listInto(Map<String, Stamp> present) throws IOException {
        boolean whole = true;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[!.]*.jar")) {
            for (Path file : files) {
                try {
                    present.put(file.getFileName().toString(), Stamp.of(file));
                } catch (NoSuchFileException gone) {
                    LOG.debug("{} was there for a moment", file);
                    whole = false;
                }
            }
        }
        return whole;
    }

    private void look(String name, Stamp stamp) throws InterruptedException {
        Path file = folder.resolve(name);
        if (stamp.regular() && !isWhole(file) && !rests(name, stamp)) {
            return;
        }
        unfinished.remove(name);
        try {
            if (!stamp.regular()) {
                throw new PluginException("not_a_bundle", "it is a link or no file; copy or move the jar itself", null);
            }
            DeployedFile known = desired.get().deployed().get(name);
            if (known == null || !known.sha256().equals(Sha256.hex(file))) {
                changes.install(file, new Request("deploy", name, PRINCIPAL, Outcome.NONE), isNoStepBack(name));
                LOG.info("{} serves", name);
            }
            refused.remove(name);
        } catch (NoSuchFileException gone) {
            return;
        } catch (PluginException reason) {
            LOG.warn("{} was refused: {}", name, reason.getMessage());
            refused.put(name, new RefusedFile(name, reason.code(), String.valueOf(reason.getMessage()), Instant.now()));
            if (reason.code().equals("unavailable")) {
                // nothing is wrong with the file: it is looked at again
                return;
            }
        } catch (IOException unreadable) {
            LOG.warn("{} cannot be read", file, unreadable);
        }
        seen.put(name, stamp);
    }

    /**
     * A file takes only its own plugin back to an older version, none that came from elsewhere: of two that lie there, the
     * one that is looked at last, such as at the next start, would serve.
     */
    private static Acceptance isNoStepBack(String name) {
        return (before, after) -> {
            if (before.isPresent() && !before.get().file().equals(name)
                    && new Version(after.version()).compareTo(new Version(before.get().version())) < 0) {
                String from = before.get().file();
                throw new PluginException("older_version", "version " + after.version() + " of " + after.id()
                        + " is older than " + before.get().version() + ", which is installed"
                        + (from.isEmpty()
                                ? "; to go back, use plugins.install"
                                : " from " + from + "; to go back, replace that file"),
                        null);
            }
        };
    }

    /** Whether no more comes: a copy under way has no central directory yet, which stands at the end. */
    private static boolean isWhole(Path file) {
        try (var zip = new java.util.zip.ZipFile(file.toFile())) {
            return zip.size() > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    private boolean rests(String name, Stamp stamp) {
        Unfinished before = unfinished.get(name);
        long now = System.nanoTime();
        if (before == null || !before.stamp.equals(stamp)) {
            unfinished.put(name, new Unfinished(stamp, now));
            return false;
        }
        return now - before.since >= settle.toNanos();
    }

    private void gone(String name) throws InterruptedException {
        DeployedFile file = desired.get().deployed().get(name);
        try {
            if (file != null && remove(file.plugin(), name)) {
                changes.note(now -> now.undeployed(name));
            }
        } catch (PluginException failed) {
            LOG.warn("{} is gone, which could not be written down", name, failed);
        }
    }

    /** Removes a plugin that came from the file, which holds it no more. False when it is still there. */
    private boolean remove(String plugin, String name) throws InterruptedException {
        try {
            changes.uninstall(plugin, new Request("deploy", name, PRINCIPAL, Outcome.NONE),
                    its -> its.source().equals("deploy") && its.file().equals(name));
            return true;
        } catch (PluginException failed) {
            LOG.warn("{} holds the plugin {} no more, but it could not be removed", name, plugin, failed);
            return false;
        }
    }

    /**
     * A file that was refused.
     *
     * @param file its name
     * @param code the rule it broke
     * @param reason why, and the way out
     * @param at when
     */
    record RefusedFile(String file, String code, String reason, Instant at) {}

    private record Unfinished(Stamp stamp, long since) {}

    /** What tells whether a file changed without reading it. */
    private record Stamp(boolean regular, long size, long modified, @Nullable Object key) {
        static Stamp of(Path file) throws IOException {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new Stamp(attributes.isRegularFile(), attributes.size(),
                    attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), attributes.fileKey());
        }
    }
}
