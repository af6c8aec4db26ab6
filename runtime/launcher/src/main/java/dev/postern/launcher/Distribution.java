// SPDX-License-Identifier: Apache-2.0
package dev.postern.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was shipped: {@code bundles/<start level>/*.jar} and {@code conf/}.
 *
 * @param root the unpacked folder
 */
record Distribution(Path root) {
    /**
     * @param level framework start level, 1 or more
     * @param jar   the bundle
     */
    record Shipped(int level, Path jar) {}

    /** @return every shipped bundle, by start level and then by name */
    List<Shipped> bundles() throws IOException {
        List<Shipped> shipped = new ArrayList<>();
        for (Path folder : sorted(root.resolve("bundles"))) {
            int level = Integer.parseInt(folder.getFileName().toString());
            for (Path jar : sorted(folder)) {
                shipped.add(new Shipped(level, jar));
            }
        }
        shipped.sort((one, other) -> Integer.compare(one.level(), other.level()));
        return shipped;
    }

    /**
     * A text that changes when a shipped file does. Looks at names, sizes and times only, because it is made at every
     * start; contents are compared when it differs.
     */
    static String stamp(List<Shipped> shipped) throws IOException {
        StringBuilder stamp = new StringBuilder();
        for (Shipped bundle : shipped) {
            stamp.append(bundle.level()).append(' ').append(stamp(bundle.jar()));
        }
        return stamp.toString();
    }

    /** A line that changes when the file does. */
    static String stamp(Path jar) throws IOException {
        return jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar).toMillis() + "\n";
    }

    Path conf(String name) {
        return root.resolve("conf").resolve(name);
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith(".")).sorted().toList();
        }
    }
}
