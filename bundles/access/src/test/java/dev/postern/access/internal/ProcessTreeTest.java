// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static dev.postern.access.internal.Programming.await;
import static dev.postern.access.internal.Programming.script;
import static dev.postern.access.internal.Programming.sleepers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.postern.access.internal.Programming.Running;
import dev.postern.api.tool.ProcessAccess;
import dev.postern.api.tool.ToolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All that came of a program ends with the call, whatever it did against that. */
class ProcessTreeTest {
    private static final int BOMB = 1 << 7;

    @TempDir
    Path home;

    /** Scripts that leave so many sleepers, each its own way to stay. */
    enum Leaves {
        CHILDREN("sleep %1$d & sleep %1$d & wait", 2),
        ORPHANS("(sleep %1$d &); (sleep %1$d &); sleep %1$d", 3),
        SESSIONS("setsid sleep %1$d & (setsid sleep %1$d &); (setsid sh -c '(sleep %1$d &)' &); sleep %1$d", 4),
        DEAF("trap '' TERM HUP INT QUIT; (trap '' TERM HUP; sleep %1$d) & sleep %1$d", 2),
        OTHER_ENVIRONMENT("env -i setsid sleep %1$d & env -i sh -c '(sleep %1$d &)'; sleep %1$d", 3),
        SILENT("exec >/dev/null 2>&1; (setsid sleep %1$d &); sleep %1$d", 2),
        BOMB("b() { if [ $1 = 0 ]; then exec sleep %1$d; fi; b $(($1 - 1)) & b $(($1 - 1)) & wait; }; b 7",
                ProcessTreeTest.BOMB);

        private final String script;
        private final int count;

        Leaves(String script, int count) {
            this.script = script;
            this.count = count;
        }

        ProcessAccess.Command command(long seconds) {
            return script(script.formatted(seconds));
        }
    }

    /** Who ends a call: each arrives in one of these ways. */
    enum End {
        INTERRUPT, CLOSE, BOTH
    }

    static Stream<Arguments> all() {
        return Stream.of(true, false).flatMap(sandboxed -> Stream.of(Leaves.values())
                .map(leaves -> Arguments.of(sandboxed, leaves)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void isGoneWhenTheCallIsEnded(boolean sandboxed, Leaves leaves) throws Exception {
        var programming = Programming.of(sandboxed, home);
        for (var end : End.values()) {
            long seconds = Programming.seconds();
            var processes = programming.processes("sh");
            var running = Programming.start(processes, leaves.command(seconds));
            await(() -> sleepers(seconds) == leaves.count);
            end(end, processes, running);
            assertThatThrownBy(() -> running.ended().get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class).hasCauseInstanceOf(InterruptedException.class);
            assertThat(sleepers(seconds)).as(leaves + " after " + end).isZero();
        }
    }

    private static void end(End end, AllowedProcesses processes, Running running) {
        if (end != End.CLOSE) {
            running.thread().interrupt();
        }
        if (end != End.INTERRUPT) {
            processes.close();
        }
    }

    /** A bomb that has not gone off yet: it forks while it is killed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isGoneWhileItGrows(boolean sandboxed) throws Exception {
        var programming = Programming.of(sandboxed, home);
        for (int size : List.of(1, 5, 20, 60)) {
            long seconds = Programming.seconds();
            var running = Programming.start(programming.processes("sh"), Leaves.BOMB.command(seconds));
            await(() -> sleepers(seconds) >= size);
            running.thread().interrupt();
            assertThatThrownBy(() -> running.ended().get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(sleepers(seconds)).as("of a bomb of " + size).isZero();
        }
    }

    /** Nobody's child, without our mark, in another session: only a sandbox holds it. */
    @Test
    void inTheSandboxNothingEscapes() throws Exception {
        var processes = Programming.sandboxed(home).processes("sh");
        long seconds = Programming.seconds();
        var running = Programming.start(processes,
                script("(env -i setsid sh -c '(sleep %1$d &)' &) ; sleep %1$d".formatted(seconds)));
        await(() -> sleepers(seconds) == 2);
        running.thread().interrupt();
        assertThatThrownBy(() -> running.ended().get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(sleepers(seconds)).isZero();
    }

    @ParameterizedTest
    @MethodSource("all")
    void isGoneWhenTimeIsUp(boolean sandboxed, Leaves leaves) throws Exception {
        long seconds = Programming.seconds();
        var command = leaves.command(seconds);
        var slow = new ProcessAccess.Command(command.program(), command.arguments(), Map.of(), "workspace",
                Duration.ofMillis(500), 1000);
        var processes = Programming.of(sandboxed, home).processes("sh");
        assertThatThrownBy(() -> processes.run(slow))
                .isInstanceOfSatisfying(ToolException.class, late -> assertThat(late.code()).isEqualTo("timeout"));
        assertThat(sleepers(seconds)).isZero();
    }

    /** They are nobody's children once their parent has gone, and would keep its output open. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAProgramLeavesBehindEndsWithIt(boolean sandboxed) throws Exception {
        long seconds = Programming.seconds();
        var result = Programming.of(sandboxed, home)
                .shell("sleep %1$d & (sleep %1$d &); (setsid sleep %1$d &); echo done".formatted(seconds));
        assertThat(result.output()).isEqualTo("done\n");
        assertThat(result.exitCode()).isZero();
        assertThat(result.truncated()).isFalse();
        assertThat(sleepers(seconds)).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingBeginsOnceTheCallHasEnded(boolean sandboxed) throws Exception {
        var processes = Programming.of(sandboxed, home).processes("sh");
        processes.close();
        assertThatThrownBy(() -> processes.run(script("sleep 1"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> processes.plan(script("sleep 1"))).isInstanceOf(IllegalStateException.class);
    }

    /** The parent of a program is the thread that started it, and with that one it would end. */
    @Test
    void outlivesTheThreadThatAskedForIt() throws Exception {
        var line = new ArrayList<>(Unconfined.because("here").prefix());
        line.addAll(List.of("/bin/sh", "-c", "sleep 0.5; exit 7"));
        var program = new RunningProgram("sh", Mark.of(home), Programming.LIMIT, new Programming.Seen());
        var failure = new CompletableFuture<Throwable>();
        Thread.ofPlatform().start(() -> {
            try {
                program.start(new ProcessBuilder(line), "", false);
            } catch (Throwable e) {
                failure.complete(e);
            }
        }).join();
        assertThat(failure).isNotDone();
        assertThat(program.await(Duration.ofSeconds(60))).isTrue();
        assertThat(program.result().exitCode()).isEqualTo(7);
    }
}
