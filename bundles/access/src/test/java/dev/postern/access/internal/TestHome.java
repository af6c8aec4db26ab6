// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.postern.api.tool.ToolException;
import dev.postern.core.access.Grants;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A gateway's home with a workspace, and what a plugin that asked for all of it may do with its files. */
final class TestHome implements AutoCloseable {
    final Path workspace;
    final ConfinedFiles files;
    private final FileWorkers workers = new FileWorkers();

    TestHome(Path home, String... roots) throws IOException {
        workspace = Files.createDirectories(home.resolve("workspace"));
        var all = Stream.concat(Stream.of("workspace=workspace"), Stream.of(roots)).toArray(String[]::new);
        var grants = new Grants("test", List.of(), List.of("*:write"), List.of(), List.of());
        files = new ConfinedFiles(Roots.of(home, all).grantedTo(grants, false), 16 << 20, workers);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    String read(String path) throws ToolException {
        return new String(files.read(path, 0, 1_000), StandardCharsets.UTF_8);
    }

    static void refused(String code, ThrowingCallable change) {
        Assertions.assertThatThrownBy(change)
                .isInstanceOfSatisfying(ToolException.class,
                        refusal -> Assertions.assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code));
    }

    /** Names of files that are not finished. */
    static List<String> litter(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).filter(name -> name.endsWith(".tmp")).toList();
        }
    }

    @Override
    public void close() {
        workers.close();
    }
}
