// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.author;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

import dev.postern.cli.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Builds a plugin's project by its own Maven.
 *
 * @param project its folder
 * @param environment of the process
 */
public record MavenBuild(Path project, Map<String, String> environment) {
    /** Such as {@code [ERROR] /…/Greet.java:[12,30] cannot find symbol}. */
    private static final Pattern PLACE = Pattern.compile("(/.*?|[A-Z]:\\\\.*?):\\[(\\d+)(?:,(\\d+))?] ?(.*)");
    private static final String ERROR = "[ERROR] ";
    /** What Maven says of itself below an error. */
    private static final Pattern CHATTER = Pattern.compile("-> \\[Help|\\[Help \\d|Re-run Maven|To see the full stack"
            + "|For more information|COMPILATION ERROR|After correcting|mvn <args>");
    private static final int MOST_LINES = 20;
    private static final long LOOK_MS = 100;

    /**
     * What came of it.
     *
     * @param jar the bundle, unless it failed
     * @param problems what is wrong, a line each, with file:line where there is one
     */
    public record Built(@Nullable Path jar, List<String> problems) {}

    /** Refuses a folder that is no project. */
    public MavenBuild {
        project = project.toAbsolutePath().normalize();
    }

    /** The same, once it is one. */
    public static MavenBuild of(Path project, Map<String, String> environment) throws Failure {
        if (!Files.isRegularFile(project.resolve("pom.xml"))) {
            throw new Failure("not_found", "there is no pom.xml in " + project
                    + "; ./postern plugins new NAME begins a project");
        }
        return new MavenBuild(project, environment);
    }

    /** Builds it as it is released: anew, with its tests. */
    public Built release(BooleanSupplier stop) throws Failure, IOException, InterruptedException {
        return build(List.of("clean", "package"), stop);
    }

    /**
     * Builds it as it is worked on, without its tests.
     *
     * @param qualifier what stands behind the bundle's version this time, with its dot
     * @param offline whether Maven asks nobody: faster, once it has all
     * @param stop asked now and then; when true, the build is ended
     */
    public Built build(String qualifier, boolean offline, BooleanSupplier stop)
            throws Failure, IOException, InterruptedException {
        var words = new ArrayList<>(List.of("-DskipTests", "-Dplugin.qualifier=" + qualifier, "package"));
        if (offline) {
            words.addFirst("-o");
        }
        return build(words, stop);
    }

    private Built build(List<String> words, BooleanSupplier stop) throws Failure, IOException, InterruptedException {
        var log = Files.createTempFile("postern-build-", ".log");
        try {
            var before = System.currentTimeMillis();
            var process = start(words, log);
            while (!process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
                if (stop.getAsBoolean()) {
                    process.descendants().forEach(ProcessHandle::destroy);
                    process.destroy();
                }
            }
            return process.exitValue() == 0
                    ? new Built(jar(before), List.of())
                    : new Built(null, problems(Files.readAllLines(log)));
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private Process start(List<String> words, Path log) throws Failure, IOException {
        var own = project.resolve("mvnw");
        var command = new ArrayList<>(List.of(Files.isExecutable(own) ? own.toString() : "mvn", "-B", "-q", "-ntp"));
        command.addAll(words);
        var builder = new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // a JDK that plugins can be built with, and a Maven that is done before a better compiler pays
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().merge("MAVEN_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                (given, ours) -> given + " " + ours);
        try {
            return builder.start();
        } catch (IOException missing) {
            throw new Failure("unavailable",
                    "plugins are built by Apache Maven, which is not on the PATH: install it (for"
                            + " example: apt-get install maven)");
        }
    }

    /** The jar that this build wrote. */
    private Path jar(long since) throws Failure, IOException {
        var target = project.resolve("target");
        try (var files = Files.list(target)) {
            var jars = new ArrayList<Path>();
            for (var file : files.toList()) {
                // a second of doubt: not every file system tells times better
                if (file.toString().endsWith(".jar") && Files.getLastModifiedTime(file).toMillis() >= since - 1_000) {
                    jars.add(file);
                }
            }
            if (jars.size() == 1) {
                return jars.getFirst();
            }
            throw new Failure("not_found",
                    "the build wrote " + (jars.isEmpty() ? "no jar" : "more than one jar") + " into "
                            + target + ", where the plugin's bundle should be the one");
        }
    }

    /** What Maven's errors say to who wrote the code. */
    List<String> problems(List<String> log) {
        var problems = new LinkedHashSet<String>();
        boolean placed = false;
        var others = new LinkedHashSet<String>();
        for (var line : log) {
            if (!line.startsWith(ERROR) && !line.startsWith("  ")) {
                continue;
            }
            var text = line.startsWith(ERROR) ? line.substring(ERROR.length()) : line;
            var place = PLACE.matcher(text);
            if (place.matches()) {
                placed = true;
                problems.add(relative(place.group(1)) + ":" + place.group(2) + ": " + place.group(4));
            } else if (placed && text.startsWith("  ") && !text.isBlank()) {
                problems.add(text.stripTrailing());
            } else if (!text.isBlank() && !CHATTER.matcher(text).find()) {
                placed = false;
                others.add(text.strip());
            }
        }
        return (problems.isEmpty() ? others : problems).stream().limit(MOST_LINES).toList();
    }

    private String relative(String file) {
        var path = Path.of(file);
        return path.startsWith(project) ? project.relativize(path).toString() : file;
    }
}
