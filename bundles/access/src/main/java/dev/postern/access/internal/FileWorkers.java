// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import dev.postern.api.tool.ToolException;

/**
 * Works on files for whoever calls, on threads of the system, a bounded number of them. To open a pipe, or anything on a
 * file server that is gone, can take for ever; a virtual thread that hangs in it keeps its carrier, and a few of those
 * stop the whole gateway. What hangs here holds up nothing but itself.
 */
final class FileWorkers implements AutoCloseable {
    private static final int MOST = 32;
    private static final int STRIPES = 64;

    /** How long a cancelled caller waits for what is on its way to take effect. */
    private static final long GRACE_MILLIS = 500;

    private final Semaphore places = new Semaphore(MOST);
    /** They take nothing over from who makes them, which may be a plugin's. */
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false).name("files-", 0).factory());
    private final List<ReentrantLock> changing = Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

    /** Something to do with files. */
    interface Work<T> extends Callable<T> {
        @Override
        T call() throws IOException, ToolException;
    }

    /** Something to change. */
    interface Change {
        void make() throws IOException, ToolException;
    }

    /** Does it, and waits for its end or the caller's interruption. */
    <T> T run(Work<T> work) throws IOException, ToolException {
        try {
            places.acquire();
        } catch (InterruptedException cancelled) {
            throw cancelled();
        }
        var task = new FutureTask<T>(work);
        var over = new CountDownLatch(1);
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    places.release();
                    over.countDown();
                }
            });
        } catch (RejectedExecutionException stopped) {
            places.release();
            throw new ToolException("unavailable", "the gateway stops", true, stopped);
        }
        try {
            return task.get();
        } catch (ExecutionException failed) {
            throw failure(failed);
        } catch (InterruptedException cancelled) {
            task.cancel(true);
            await(over);
            throw cancelled();
        }
    }

    /**
     * Changes what has these names, one change at a time: between a look and what follows from it comes no other of ours.
     * The same names in other folders wait for each other too, which costs less than to tell folders apart that can be
     * reached by several ways.
     */
    void change(Collection<String> names, Change change) throws IOException, ToolException {
        var locks = names.stream()
                .map(name -> Math.floorMod(FileNames.key(name).hashCode(), STRIPES))
                .distinct()
                .sorted()
                .map(changing::get)
                .toList();
        int held = 0;
        try {
            for (var lock : locks) {
                lock.lockInterruptibly();
                held++;
            }
            run(() -> {
                change.make();
                return true;
            });
        } catch (InterruptedException cancelled) {
            throw cancelled();
        } finally {
            locks.subList(0, held).forEach(ReentrantLock::unlock);
        }
    }

    private static ToolException failure(ExecutionException failed) throws IOException {
        return switch (failed.getCause()) {
            case ToolException refused -> refused;
            case IOException broken -> throw broken;
            case RuntimeException broken -> throw broken;
            case Error broken -> throw broken;
            case null, default -> throw new IllegalStateException(failed);
        };
    }

    private static void await(CountDownLatch over) {
        try {
            over.await(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException again) {
            // said below
        }
    }

    private static ToolException cancelled() {
        Thread.currentThread().interrupt();
        return new ToolException("cancelled", "the call was cancelled while it used files");
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
