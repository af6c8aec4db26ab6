// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import dev.postern.api.tool.ProcessAccess;
import dev.postern.api.tool.Progress;
import dev.postern.core.access.Grants;

/** What tests of programs share: a home with a workspace, with or without a sandbox. */
final class Programming {
    static final int LIMIT = 1_000;
    private static final AtomicInteger SECONDS = new AtomicInteger();

    private final Path home;
    private final Sandbox sandbox;

    private Programming(Path home, Sandbox sandbox) {
        this.home = home;
        this.sandbox = sandbox;
    }

    /** In the sandbox; the test is skipped, and says why, where there is none. */
    static Programming sandboxed(Path home) throws Exception {
        var sandbox = new Sandbox(Sandbox.Mode.AUTO, home.toRealPath(), List.of());
        var confinement = sandbox.confinement();
        assumeTrue(confinement instanceof Bubblewrap,
                () -> "no sandbox here: " + ((Unconfined) confinement).why());
        return new Programming(home, sandbox);
    }

    static Programming unconfined(Path home) {
        return new Programming(home, new Sandbox(Sandbox.Mode.OFF, home, List.of()));
    }

    static Programming of(boolean sandboxed, Path home) throws Exception {
        return sandboxed ? sandboxed(home) : unconfined(home);
    }

    static Programming with(Path home, Sandbox sandbox) {
        return new Programming(home, sandbox);
    }

    AllowedProcesses processes(String... programs) throws Exception {
        return processes(false, new Seen(), "workspace=workspace", programs);
    }

    AllowedProcesses processes(boolean readOnly, Progress progress, String root, String... programs)
            throws Exception {
        var grants = new Grants("test", List.of("*"), List.of("*:write"), List.of(programs), List.of());
        var roots = Roots.of(home, new String[]{root}).grantedTo(grants, readOnly);
        return new AllowedProcesses(grants, new ConfinedFiles(roots, LIMIT, new FileWorkers()), sandbox, readOnly,
                progress);
    }

    ProcessAccess.Result shell(String script) throws Exception {
        return processes("sh").run(script(script));
    }

    static ProcessAccess.Command script(String script) {
        return command("sh", List.of("-c", script));
    }

    static ProcessAccess.Command command(String program, List<String> arguments) {
        return new ProcessAccess.Command(program, arguments, Map.of("A", "b"), "workspace", Duration.ofSeconds(120),
                LIMIT);
    }

    /** Runs it on a virtual thread, as calls do; what it came to is in the future. */
    static Running start(AllowedProcesses processes, ProcessAccess.Command command) {
        var ended = new CompletableFuture<ProcessAccess.Result>();
        var thread = Thread.ofVirtual().start(() -> {
            try {
                ended.complete(processes.run(command));
            } catch (Throwable e) {
                ended.completeExceptionally(e);
            }
        });
        return new Running(thread, ended);
    }

    record Running(Thread thread, CompletableFuture<ProcessAccess.Result> ended) {}

    /** A number of seconds that nobody else sleeps for. */
    static long seconds() {
        return 1_000_000 + 1_000 * ProcessHandle.current().pid() + SECONDS.incrementAndGet();
    }

    /** Processes of this machine that sleep for so many seconds. */
    static long sleepers(long seconds) {
        return ProcessTable.all().stream()
                .filter(process -> commandLine(process.pid()).equals("sleep\0" + seconds + "\0"))
                .count();
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (java.io.IOException gone) {
            return "";
        }
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + 120_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Keeps what it is told. */
    static final class Seen implements Progress {
        private final StringBuffer output = new StringBuffer();
        private final StringBuffer messages = new StringBuffer();

        @Override
        public void message(String message) {
            messages.append(message);
        }

        @Override
        public void fraction(long done, long total) {}

        @Override
        public void output(String text) {
            output.append(text);
        }

        String output() {
            return output.toString();
        }

        String messages() {
            return messages.toString();
        }
    }
}
