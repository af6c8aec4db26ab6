// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** A gateway as users run it: {@code ./postern run} on an unpacked archive, a process of its own, a home of its own. */
public final class Gateway implements AutoCloseable {

    private final Path distribution;
    private final Path home;
    private final Process process;

    private Gateway(Path distribution, Path home, Process process) {
        this.distribution = distribution;
        this.home = home;
        this.process = process;
    }

    /** Starts one on the home and returns once it takes messages. */
    public static Gateway start(Path home) throws Exception {
        return builder(home).start();
    }

    /** Prepares one. */
    public static Builder builder(Path home) {
        return new Builder(home);
    }

    /** Its home. */
    public Path home() {
        return home;
    }

    /** Its port. */
    public int port() throws IOException {
        return Integer.parseInt(Files.readString(home.resolve("run/port")).strip());
    }

    /** The operator token of the first start. */
    public String token() throws IOException {
        return Files.readString(home.resolve("secrets/operator.token")).strip();
    }

    /** An address of its. */
    public URI uri(String path) throws IOException {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** A client connected as the operator. */
    public WireClient connect() throws Exception {
        return WireClient.connect(this, token());
    }

    /** A command of the command line, on this gateway. */
    public Command command(String... arguments) throws Exception {
        return Command.run(distribution, Map.of("POSTERN_HOME", home.toString()), arguments);
    }

    /** GETs a path without credentials. */
    public HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    /** Sends any request. */
    public HttpResponse<String> send(HttpRequest request) throws Exception {
        // A connection each: the server ends one whose body it refused to read, and the next request would race with that.
        try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    /** A request to a path that carries the operator token. */
    public HttpRequest.Builder authorized(String path) throws IOException {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token());
    }

    /** Returns once it takes messages and all its methods serve. */
    public Gateway awaitReady() throws Exception {
        try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            Await.until("the gateway is ready; it wrote: " + log(), () -> {
                if (!process.isAlive()) {
                    throw new AssertionError("the gateway exited with " + process.exitValue() + ": " + log());
                }
                try {
                    var request = HttpRequest.newBuilder(uri("/readyz")).build();
                    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
                } catch (IOException notYet) {
                    return false;
                }
            });
        }
        // what is not needed for messages may serve a moment later
        Await.until("all methods serve", () -> {
            try (var client = connect()) {
                return client.hello().array("methods").orElseThrow().strings()
                        .containsAll(WireContract.ofCheckout().methods());
            } catch (ExecutionException notYet) {
                return false;
            }
        });
        return this;
    }

    /** What it wrote so far. */
    public String log() throws IOException {
        return Files.readString(home.resolve("gateway.out"));
    }

    /** Its process. */
    public Process process() {
        return process;
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() throws Exception {
        process.destroyForcibly();
        awaitExit();
    }

    /** Ends it as {@code kill} does and gives its exit code. */
    public int terminate() throws Exception {
        process.destroy();
        return awaitExit();
    }

    /** Waits for its end and gives its exit code. */
    public int awaitExit() throws Exception {
        if (!process.waitFor(4, TimeUnit.MINUTES)) {
            throw new AssertionError("the gateway does not end: " + log());
        }
        return process.exitValue();
    }

    @Override
    public void close() throws Exception {
        if (process.isAlive()) {
            process.destroyForcibly();
            awaitExit();
        }
    }

    /** What a gateway is started with. */
    public static final class Builder {
        private final Path home;
        private final Map<String, String> environment = new HashMap<>();
        private @Nullable Path distribution;
        private boolean neverStarted;

        private Builder(Path home) {
            this.home = home;
        }

        /** Where it will live. */
        public Path home() {
            return home;
        }

        /** Another distribution than the one that all share. */
        public Builder distribution(Path folder) {
            this.distribution = folder;
            return this;
        }

        /** On a home as it is: the first start on one makes its database, its keys and the operator token. */
        public Builder neverStarted() {
            neverStarted = true;
            return this;
        }

        /** An environment variable. */
        public Builder env(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** A configuration under {@code conf/}. */
        public Builder configure(String pid, String json) throws IOException {
            Files.createDirectories(home.resolve("conf"));
            Files.writeString(home.resolve("conf").resolve(pid + ".json"), json);
            return this;
        }

        /** A secret under {@code secrets/}. */
        public Builder secret(String name, String value) throws IOException {
            var file = Files.createDirectories(home.resolve("secrets")).resolve(name);
            Files.writeString(file, value);
            Files.setPosixFilePermissions(
                    file,
                    java.util.Set.of(
                            java.nio.file.attribute.PosixFilePermission.OWNER_READ,
                            java.nio.file.attribute.PosixFilePermission.OWNER_WRITE));
            return this;
        }

        /** Starts it and returns at once. */
        public Gateway launch() throws IOException {
            Files.createDirectories(home);
            if (!neverStarted) {
                Distribution.startedOnce(home);
            }
            Files.deleteIfExists(home.resolve("run/port"));
            var folder = distribution == null ? Distribution.folder() : distribution;
            var builder = new ProcessBuilder(folder.resolve("postern").toString(), "run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            home.resolve("gateway.out").toFile()));
            builder.environment().put("POSTERN_HOME", home.toString());
            builder.environment().put("POSTERN_PORT", "0");
            builder.environment().putAll(environment);
            return new Gateway(folder, home, builder.start());
        }

        /** Starts it and returns once it takes messages. */
        public Gateway start() throws Exception {
            var gateway = launch();
            try {
                return gateway.awaitReady();
            } catch (Exception | AssertionError e) {
                gateway.close();
                throw e;
            }
        }
    }

    /** How long a request may take before a test gives up. */
    public static final Duration PATIENCE = Duration.ofMinutes(3);
}
