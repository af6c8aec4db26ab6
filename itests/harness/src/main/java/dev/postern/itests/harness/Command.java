// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A command that was run to its end.
 *
 * @param exit its exit code
 * @param out standard output
 * @param err standard error
 */
public record Command(int exit, String out, String err) {

    /** Runs {@code ./postern} of the distribution with these arguments. */
    public static Command run(Path distribution, Map<String, String> environment, String... arguments)
            throws Exception {
        var line = new ArrayList<>(List.of(distribution.resolve("postern").toString()));
        line.addAll(List.of(arguments));
        var builder = new ProcessBuilder(line);
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        var out = text(process.getInputStream());
        if (!process.waitFor(4, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("the command does not end: " + line);
        }
        return new Command(process.exitValue(), out, err.join());
    }

    private static String text(java.io.InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
