// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/**
 * A server that speaks the wires of models, and which we did not write: aimock, from npm. It answers by the file
 * {@code fixtures.json}, a few characters at a time, and refuses what that has no answer for.
 */
public final class ForeignModelServer implements AutoCloseable {
    private static final Path SOURCE = Distribution.root().resolve("itests/distribution/src/test/model-server");
    private static final Pattern LISTENING = Pattern.compile("listening on (http://127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    private ForeignModelServer(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Whether this machine can run it. */
    public static boolean isPossible() throws InterruptedException {
        try {
            return new ProcessBuilder("npm", "--version").redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException none) {
            return false;
        }
    }

    /** Installs it once, and starts one that keeps its output in the folder. */
    public static ForeignModelServer start(Path folder) throws Exception {
        var program = Forks.alone(ForeignModelServer::install);
        var out = folder.resolve("model-server.out");
        var process = new ProcessBuilder("node", program.toString(), "--port", "0", "--fixtures",
                SOURCE.resolve("fixtures.json").toString(), "--strict", "--validate-on-load", "--chunk-size", "3")
                .redirectErrorStream(true).redirectOutput(out.toFile()).start();
        try {
            Await.until("the model server listens", () -> {
                if (!process.isAlive()) {
                    throw new AssertionError("the model server ended: " + Files.readString(out));
                }
                return LISTENING.matcher(Files.readString(out)).find();
            });
            var listening = LISTENING.matcher(Files.readString(out));
            if (!listening.find()) {
                throw new AssertionError(Files.readString(out));
            }
            return new ForeignModelServer(process, listening.group(1));
        } catch (Exception | AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static Path install() throws Exception {
        var folder = Files.createDirectories(Distribution.root().resolve("itests/target/model-server"));
        var program = folder.resolve("node_modules/@copilotkit/aimock/dist/cli.js");
        var lock = folder.resolve("package-lock.json");
        if (!Files.exists(program) || Files.mismatch(lock, SOURCE.resolve("package-lock.json")) >= 0) {
            for (var file : List.of("package.json", ".npmrc", "package-lock.json")) {
                Files.copy(SOURCE.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            var log = folder.resolve("install.log");
            var npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--prefer-offline").directory(folder.toFile())
                    .redirectErrorStream(true).redirectOutput(log.toFile()).start();
            if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
                npm.destroyForcibly();
                throw new AssertionError("npm ci failed: " + Files.readString(log));
            }
        }
        return program;
    }

    /** The address that endpoints are configured with. */
    public String url() {
        return url + "/v1";
    }

    /** What it was asked at a path, in order, as it understood it: of every wire as messages of Chat Completions. */
    public List<JsonObject> understood(String path) throws Exception {
        var journal = http.send(HttpRequest.newBuilder(URI.create(url + "/__aimock/journal")).build(),
                HttpResponse.BodyHandlers.ofString()).body();
        return ((JsonArray) JsonValue.parse(journal)).values().stream().map(JsonObject.class::cast)
                .filter(entry -> entry.text("path").orElse("").equals(path))
                .map(entry -> entry.object("body").orElseThrow()).toList();
    }

    @Override
    public void close() {
        http.close();
        process.destroyForcibly();
    }
}
