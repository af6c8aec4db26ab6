// SPDX-License-Identifier: Apache-2.0
package dev.postern.isolation.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.postern.core.identity.Passes;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginHosts.Hosted;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a plugin's process running: starts it, carries its line, and starts it again, each time later, when it ends. */
final class HostProcess {
    private static final Logger LOG = LoggerFactory.getLogger(HostProcess.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    /** What ran so long is well: the next wait is the first again. */
    private static final Duration WELL = Duration.ofMinutes(1);
    private static final Duration KILLING = Duration.ofSeconds(10);
    private static final int LONGEST_LINE = 2_000;
    private static final int LINES_A_RUN = 1_000;

    private final Hosted plugin;
    private final Passes passes;
    private final HostCommand command;
    private final Supplier<Bubblewrap> bubblewrap;
    private final Path portFile;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable Process process;
    private volatile String principal = "";
    private volatile String trouble = "";
    private volatile String lastEnd = "";

    HostProcess(Hosted plugin, Passes passes, HostCommand command, Supplier<Bubblewrap> bubblewrap, Path portFile) {
        this.plugin = plugin;
        this.passes = passes;
        this.command = command;
        this.bubblewrap = bubblewrap;
        this.portFile = portFile;
        // waits in reads from a pipe, in which a virtual thread would keep its carrier
        thread = Thread.ofPlatform().daemon().name("toolhost-" + plugin.id()).unstarted(this::supervise);
    }

    Hosted plugin() {
        return plugin;
    }

    /** The id of the token that its process has now. */
    String principal() {
        return principal;
    }

    /** Why it ended last; empty while it runs. */
    String trouble() {
        return trouble;
    }

    /** How it ended last, also while it runs again; empty when it never did. */
    String lastEnd() {
        return lastEnd;
    }

    void start() {
        thread.start();
    }

    /** Returns once the process is gone, or cannot be waited for any longer. */
    void stop() {
        stopped = true;
        thread.interrupt();
        var running = process;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
        }
        try {
            thread.join(KILLING);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void supervise() {
        var wait = FIRST_WAIT;
        while (!stopped) {
            long began = System.nanoTime();
            try {
                run();
            } catch (PluginException | IOException | RuntimeException failed) {
                trouble = String.valueOf(failed.getMessage());
            } catch (InterruptedException ended) {
                return;
            }
            if (stopped) {
                return;
            }
            lastEnd = trouble;
            wait = System.nanoTime() - began > WELL.toNanos() ? FIRST_WAIT : wait;
            LOG.warn("The process of plugin {} ended ({}); it is started again in {} ms", plugin.id(), trouble,
                    wait.toMillis());
            try {
                Thread.sleep(wait);
            } catch (InterruptedException ended) {
                return;
            }
            wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
        }
    }

    private void run() throws PluginException, IOException, InterruptedException {
        int port = port();
        try (var pass = passes.issue("tool host of " + plugin.id(), Set.of("node:tools"))) {
            principal = pass.principal();
            var started = command.start(bubblewrap.get());
            process = started;
            if (stopped) {
                started.destroyForcibly();
            }
            Thread.ofPlatform().daemon().name("toolhost-errors").start(() -> log(started));
            try (var pump = new Pump(started)) {
                trouble = "";
                pump.carry(port, pass.text());
            } finally {
                started.descendants().forEach(ProcessHandle::destroyForcibly);
                started.destroyForcibly();
                if (!started.waitFor(KILLING.toSeconds(), TimeUnit.SECONDS)) {
                    LOG.error("The process {} of plugin {} cannot be killed", started.pid(), plugin.id());
                }
            }
            trouble = "exit code " + started.exitValue();
        }
    }

    /** Written once the gateway listens. */
    private int port() throws IOException, InterruptedException {
        while (true) {
            try {
                return Integer.parseInt(Files.readString(portFile).strip());
            } catch (NoSuchFileException | NumberFormatException notYet) {
                Thread.sleep(50);
            }
        }
    }

    /** What it says to people, within bounds. */
    private void log(Process started) {
        try (var errors = new BufferedReader(started.errorReader(StandardCharsets.UTF_8))) {
            int lines = 0;
            var buffer = new char[LONGEST_LINE];
            for (int read = errors.read(buffer); read >= 0; read = errors.read(buffer)) {
                if (lines++ < LINES_A_RUN) {
                    LOG.info("Plugin {}: {}", plugin.id(), new String(buffer, 0, read).strip());
                }
            }
        } catch (IOException ended) {
            LOG.debug("the process of {} ended", plugin.id(), ended);
        }
    }
}
