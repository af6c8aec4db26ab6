// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Tries whether a wrapper of programs works here. */
final class Probe {
    private static final int PATIENCE_SECONDS = 5;

    private Probe() {}

    /** Runs {@code true} behind the line; empty when it ended well, else why not. Waits at most 5 s. */
    static Optional<String> failure(List<String> line) {
        var program = Programs.find("true");
        if (program.isEmpty()) {
            return Optional.of("there is no program true to try it with");
        }
        var whole = new ArrayList<>(line);
        whole.add(program.get().toString());
        // on a thread that lives as long: the line may end with the thread that started it
        var failure = new CompletableFuture<Optional<String>>();
        Thread.ofPlatform().daemon().name("sandbox-probe").start(() -> failure.complete(run(whole)));
        return failure.join();
    }

    private static Optional<String> run(List<String> line) {
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().clear();
        try {
            var process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.of(line.getFirst() + " did not end within " + PATIENCE_SECONDS + " s");
            }
            if (process.exitValue() == 0) {
                return Optional.empty();
            }
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return Optional
                    .of(said.isEmpty() ? "it exits with " + process.exitValue() : said.lines().findFirst().get());
        } catch (IOException e) {
            return Optional.of(line.getFirst() + " cannot be started");
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }
}
