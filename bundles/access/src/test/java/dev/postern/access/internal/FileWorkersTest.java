// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static dev.postern.access.internal.TestHome.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import dev.postern.api.tool.ToolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With pipes that nobody writes to: who opens one hangs, and no interrupt reaches it. */
class FileWorkersTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    @Timeout(300)
    void whatHangsHoldsUpNothingElse() throws Exception {
        var pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        try (var workers = new FileWorkers()) {
            var began = new CountDownLatch(32);
            var cancelled = java.util.concurrent.ConcurrentHashMap.<String>newKeySet();
            var callers = new ArrayList<Thread>();
            // as many as there are places, and by far more than there are carriers
            for (int i = 0; i < 32; i++) {
                callers.add(Thread.ofVirtual().start(() -> open(workers, pipe, began, cancelled)));
            }
            began.await();
            assertThat(Thread.ofVirtual().start(() -> {}).join(SOON)).as("other virtual threads run").isTrue();
            var late = Thread.ofVirtual().start(() -> open(workers, pipe, new CountDownLatch(1), cancelled));
            callers.add(late);
            for (var caller : callers) {
                caller.interrupt();
            }
            for (var caller : callers) {
                assertThat(caller.join(SOON)).as("a cancelled caller goes on").isTrue();
            }
            assertThat(cancelled).containsExactly("cancelled");
            // whoever opens the other end frees them, and their places
            assertThat(unstick(pipe, () -> workers.run(() -> "served"))).isEqualTo("served");
        }
    }

    private static void open(FileWorkers workers, Path pipe, CountDownLatch began, java.util.Set<String> cancelled) {
        try {
            workers.run(() -> {
                began.countDown();
                Files.newInputStream(pipe).close();
                return true;
            });
        } catch (ToolException refusal) {
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            cancelled.add(refusal.code());
        } catch (java.io.IOException e) {
            cancelled.add(e.toString());
        }
    }

    private static <T> T unstick(Path pipe, java.util.concurrent.Callable<T> meanwhile) throws Exception {
        try (var otherEnd = Files.newOutputStream(pipe, StandardOpenOption.WRITE)) {
            return meanwhile.call();
        }
    }

    @Test
    void aChangeThatIsCancelledWhileItWaitsIsNotMade() throws Exception {
        try (var workers = new FileWorkers()) {
            var began = new CountDownLatch(1);
            var goOn = new CountDownLatch(1);
            var first = Thread.ofVirtual().start(() -> change(workers, () -> {
                began.countDown();
                await(goOn);
            }));
            began.await();
            var made = new ArrayList<String>();
            var second = Thread.ofVirtual().start(() -> refused("cancelled",
                    () -> workers.change(List.of("x", "NAME"), () -> made.add("second"))));
            second.interrupt();
            assertThat(second.join(SOON)).isTrue();
            goOn.countDown();
            assertThat(first.join(SOON)).isTrue();
            workers.change(List.of("name"), () -> made.add("third"));
            assertThat(made).containsExactly("third");
        }
    }

    private static void change(FileWorkers workers, FileWorkers.Change change) {
        try {
            workers.change(List.of("name"), change);
        } catch (java.io.IOException | ToolException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
