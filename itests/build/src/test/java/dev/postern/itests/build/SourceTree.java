// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A copy of the sources that a test may damage and build. */
record SourceTree(Path root) {
    private static final Set<String> LEFT_OUT = Set.of("target", ".git", ".idea", "node_modules");

    /** What Maven said, and whether it was content. */
    record Outcome(int status, String output) {}

    static SourceTree copyTo(Path folder) throws IOException {
        Files.walkFileTree(Shipped.ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path source, BasicFileAttributes attributes) throws IOException {
                if (LEFT_OUT.contains(source.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(folder.resolve(Shipped.ROOT.relativize(source)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path source, BasicFileAttributes attributes) throws IOException {
                Files.copy(source, folder.resolve(Shipped.ROOT.relativize(source)));
                return FileVisitResult.CONTINUE;
            }
        });
        return new SourceTree(folder);
    }

    /** Replaces a text that must be there. */
    void edit(String file, String from, String to) throws IOException {
        Path path = root.resolve(file);
        String before = Files.readString(path);
        if (!before.contains(from)) {
            throw new IllegalArgumentException(file + " does not contain " + from);
        }
        Files.writeString(path, before.replace(from, to));
    }

    /** Offline, with the repository of the build that runs this test: it has all that is needed. */
    Outcome maven(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                        "-o", "-B", "-ntp", "-Dmaven.repo.local=" + System.getProperty("maven.repo")));
        command.addAll(List.of(arguments));
        Path log = root.resolve("maven.log");
        Process process = new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        try {
            if (!process.waitFor(40, TimeUnit.MINUTES)) {
                throw new IllegalStateException("Maven did not end: " + tail(log));
            }
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), Files.readString(log));
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
