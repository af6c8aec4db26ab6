// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import dev.postern.api.tool.ProcessAccess.Result;
import dev.postern.api.tool.Progress;
import org.jspecify.annotations.Nullable;

/**
 * A program that was started, with what it reads and writes. It has threads of the system's: a stream that nobody closes
 * keeps one of them and no carrier of virtual threads.
 */
final class RunningProgram {
    /** How long output is waited for when nobody should hold its other end any more. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final String name;
    private final Mark mark;
    private final ProgramOutput output;
    private final ProgramOutput errors;
    private final CompletableFuture<ProcessTree> tree = new CompletableFuture<>();
    private volatile @Nullable Process process;

    RunningProgram(String name, Mark mark, int maxOutputBytes, Progress progress) {
        this.name = name;
        this.mark = mark;
        this.output = new ProgramOutput(maxOutputBytes, progress);
        this.errors = new ProgramOutput(maxOutputBytes, progress);
    }

    /**
     * Starts it. The thread that does lives as long as the program: a signal on the parent's death comes when the thread
     * that was the parent dies (prctl(2), PR_SET_PDEATHSIG).
     *
     * @throws IOException when it cannot be started
     */
    void start(ProcessBuilder builder, String input, boolean sandboxed) throws IOException {
        mark.putInto(builder.environment());
        thread("program", () -> {
            try {
                var begun = builder.start();
                process = begun;
                thread("program-errors", () -> errors.read(begun.getErrorStream()));
                feed(begun.getOutputStream(), input);
                tree.complete(sandboxed ? new NamespaceTree(begun) : new LineageTree(begun, mark));
                output.read(begun.getInputStream());
                begun.waitFor();
            } catch (Throwable e) {
                kill(process);
                tree.completeExceptionally(e);
            }
        });
        try {
            tree.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        }
    }

    private static void kill(@Nullable Process begun) {
        if (begun != null) {
            begun.destroyForcibly();
        }
    }

    private void thread(String what, Runnable work) {
        Thread.ofPlatform().daemon().name(what + "-" + name).start(work);
    }

    private void feed(OutputStream stream, String input) throws IOException {
        if (input.isEmpty()) {
            stream.close();
            return;
        }
        thread("program-input", () -> {
            try (stream) {
                stream.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException unread) {
                // it did not want all of it
            }
        });
    }

    /** Whether it ended in time. */
    boolean await(Duration timeout) throws InterruptedException {
        var begun = process;
        return begun != null && begun.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends what is left of it, and says how it ended. */
    Result result() throws InterruptedException {
        kill();
        boolean whole = output.await(PATIENCE) & errors.await(PATIENCE);
        var begun = process;
        return new Result(begun == null ? -1 : begun.exitValue(), output.text(), errors.text(),
                !whole || output.cut() || errors.cut());
    }

    /** Ends it and all that came of it; returns when all are gone. */
    void kill() {
        if (!tree.isDone()) {
            return;
        }
        if (!tree.isCompletedExceptionally()) {
            tree.join().kill();
        }
    }
}
