// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Where the gateway is and what opens it: options first, then the environment, then the home folder.
 *
 * @param options {@code --home}, {@code --url}, {@code --token-file}
 * @param environment of the process
 */
public record Settings(Map<String, String> options, Map<String, String> environment) {
    private static final int DEFAULT_PORT = 7717;
    private static final int MAX_PORT = 65_535;

    /** The gateway's home; need not be there. */
    public Path home() {
        var named = given("--home", "POSTERN_HOME");
        return named == null ? Path.of(System.getProperty("user.home"), ".postern") : Path.of(named);
    }

    /** The WebSocket's address; a port or an HTTP address will do as well. */
    public URI socket() throws UsageException, IOException {
        var named = given("--url", "POSTERN_URL");
        if (named == null) {
            return URI.create("ws://127.0.0.1:" + port() + "/gateway");
        }
        try {
            var uri = URI.create(named);
            var scheme = switch (String.valueOf(uri.getScheme())) {
                case "ws", "http" -> "ws";
                case "wss", "https" -> "wss";
                default -> throw new IllegalArgumentException();
            };
            if (uri.getHost() == null || uri.getPort() > MAX_PORT) {
                throw new IllegalArgumentException();
            }
            var path = uri.getRawPath() == null || uri.getRawPath().length() < 2 ? "/gateway" : uri.getRawPath();
            return URI.create(scheme + "://" + uri.getRawAuthority() + path);
        } catch (IllegalArgumentException e) {
            throw new UsageException("no address of a gateway: " + named + "; one is ws://127.0.0.1:7717/gateway");
        }
    }

    /** An address of the gateway's HTTP side. */
    public URI http(String path) throws UsageException, IOException {
        var socket = socket();
        return URI.create(
                (socket.getScheme().equals("wss") ? "https" : "http") + "://" + socket.getRawAuthority() + path);
    }

    private int port() throws IOException {
        var file = home().resolve("run").resolve("port");
        var text = Files.isReadable(file)
                ? Files.readString(file).strip()
                : environment.getOrDefault("POSTERN_PORT", "");
        try {
            int port = Integer.parseInt(text);
            return port > 0 ? port : DEFAULT_PORT;
        } catch (NumberFormatException e) {
            return DEFAULT_PORT;
        }
    }

    /** What opens the gateway. */
    public String token() throws Failure, IOException {
        var file = options.get("--token-file");
        var text = environment.getOrDefault("POSTERN_TOKEN", "");
        if (file == null && !text.isEmpty()) {
            return text;
        }
        var path = file == null ? home().resolve("secrets").resolve("operator.token") : Path.of(file);
        if (!Files.isReadable(path)) {
            throw new Failure(
                    "unauthenticated",
                    "no token: cannot read " + path + "; set POSTERN_TOKEN, or name a file with --token-file");
        }
        return Files.readString(path).strip();
    }

    private @Nullable String given(String option, String variable) {
        var named = options.getOrDefault(option, environment.getOrDefault(variable, ""));
        return named.isEmpty() ? null : named;
    }
}
