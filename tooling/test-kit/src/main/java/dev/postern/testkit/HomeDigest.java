// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What lay in a plugin's files once, to see whether it still does. */
final class HomeDigest {
    private final Path home;
    private final Map<String, Integer> before;

    HomeDigest(PluginHarness plugin) {
        home = plugin.reach().home();
        before = read();
    }

    boolean same() {
        return before.equals(read());
    }

    private Map<String, Integer> read() {
        var found = new TreeMap<String, Integer>();
        try (var files = Files.walk(home)) {
            for (var file : files.toList()) {
                found.put(home.relativize(file).toString(),
                        Files.isRegularFile(file) ? Arrays.hashCode(Files.readAllBytes(file)) : 0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
