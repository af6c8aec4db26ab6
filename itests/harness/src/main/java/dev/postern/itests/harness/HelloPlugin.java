// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The example plugin, built as a third party builds it: its own Maven project against the published API. */
public final class HelloPlugin {
    private static final Path PROJECT = Distribution.root().resolve("examples/hello-plugin");

    private static final Path REPOSITORY = Distribution.root()
            .resolve("runtime/distribution/target/postern-0.1.0/author");

    private HelloPlugin() {}

    /** The bundle of that version. */
    public static Path version(String version) throws Exception {
        return Forks.alone(() -> build(version));
    }

    private static Path build(String version) throws Exception {
        var built = Files.createDirectories(Distribution.root().resolve("itests/target/hello"));
        var bundle = built.resolve("hello-plugin-" + version + ".jar");
        if (!Files.exists(bundle) || newest(PROJECT, REPOSITORY) > Files.getLastModifiedTime(bundle).toMillis()) {
            var log = built.resolve("build-" + version + ".log");
            var local = System.getProperty("maven.repo.local");
            var command = new java.util.ArrayList<>(java.util.List.of(
                    "mvn", "-B", "-q", "-ntp", "package", "-Dhello.version=" + version,
                    "-Dpostern.repository=" + REPOSITORY));
            if (local != null) {
                command.add("-Dmaven.repo.local=" + local);
            }
            var maven = new ProcessBuilder(command)
                    .directory(PROJECT.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            maven.environment().merge("MAVEN_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                    (given, ours) -> given + " " + ours);
            if (maven.start().waitFor() != 0) {
                throw new AssertionError("the example does not build: " + Files.readString(log));
            }
            Files.copy(
                    PROJECT.resolve("target/hello-plugin-" + version + ".jar"),
                    bundle,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return bundle;
    }

    /** When what it is built of changed last, in ms. */
    private static long newest(Path... sources) throws IOException {
        long newest = 0;
        for (var source : sources) {
            try (var files = Files.walk(source)) {
                for (var file : files.filter(Files::isRegularFile)
                        .filter(file -> !file.startsWith(PROJECT.resolve("target"))).toList()) {
                    newest = Math.max(newest, Files.getLastModifiedTime(file).toMillis());
                }
            }
        }
        return newest;
    }
}
