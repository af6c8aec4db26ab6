// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;

/** {@code model add} on a home that is not there yet, beside an endpoint. */
final class ModelHome implements AutoCloseable {
    final Path home;
    final FakeEndpoint endpoint = new FakeEndpoint();
    final Shell shell;

    ModelHome(Path home) throws Exception {
        this.home = home;
        this.shell = new Shell(Map.of("POSTERN_HOME", home.toString()));
    }

    @Override
    public void close() {
        endpoint.close();
    }

    Shell.Ended add(String... more) {
        return shell.run(Stream.concat(Stream.of("model", "add"), Stream.of(more)).toArray(String[]::new));
    }

    /** The key comes by standard input. */
    Shell.Ended addWithKey(String key, String... more) {
        var standard = System.in;
        System.setIn(new ByteArrayInputStream(key.getBytes(StandardCharsets.UTF_8)));
        try {
            return add(Stream.concat(Stream.of("--url", endpoint.url(), "--key"), Stream.of(more))
                    .toArray(String[]::new));
        } finally {
            System.setIn(standard);
        }
    }

    /** All that lies in the home, by name. */
    Map<String, String> files() throws Exception {
        var files = new TreeMap<String, String>();
        if (Files.exists(home)) {
            try (var all = Files.walk(home)) {
                for (var file : all.filter(Files::isRegularFile).toList()) {
                    files.put(home.relativize(file).toString(), Files.readString(file));
                }
            }
        }
        return files;
    }

    JsonObject conf(String pid) throws Exception {
        return FakeGateway.json(Files.readString(home.resolve("conf").resolve(pid + ".json")));
    }

    Path conf(String pid, String content) throws Exception {
        return Files.writeString(Files.createDirectories(home.resolve("conf")).resolve(pid + ".json"), content);
    }

    String mode(String path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(path)));
    }
}
