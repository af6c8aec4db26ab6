// SPDX-License-Identifier: Apache-2.0
package dev.postern.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.postern.launcher.Distribution.Shipped;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/**
 * Bundles that took the place of shipped ones while the gateway ran. They do so as long as their version is higher: a
 * distribution that has moved on wins.
 *
 * @param folder with one {@code <symbolic name>.jar} each; need not be there
 */
record StandIns(Path folder) {
    private static final String JAR = ".jar";

    /** Changes when one of them does. */
    String stamp() throws IOException {
        var stamp = new StringBuilder();
        for (Path jar : jars()) {
            stamp.append(Distribution.stamp(jar));
        }
        return stamp.toString();
    }

    /**
     * What is to be installed: what was shipped, with these in their places. One that cannot be read keeps nothing from
     * starting.
     */
    List<Shipped> over(List<Shipped> shipped, PrintStream problems) throws IOException {
        Map<String, StandIn> byName = new HashMap<>();
        for (Path jar : jars()) {
            try {
                BundleFile bundle = BundleFile.read(jar);
                byName.put(bundle.name(), new StandIn(jar, bundle.version()));
            } catch (IOException broken) {
                problems.println("postern: what was shipped serves: " + broken.getMessage());
            }
        }
        if (byName.isEmpty()) {
            return shipped;
        }
        List<Shipped> wanted = new ArrayList<>(shipped.size());
        for (Shipped bundle : shipped) {
            BundleFile own = BundleFile.read(bundle.jar());
            @Nullable
            StandIn standIn = byName.get(own.name());
            wanted.add(standIn != null && standIn.version().compareTo(own.version()) > 0
                    ? new Shipped(bundle.level(), standIn.jar())
                    : bundle);
        }
        return wanted;
    }

    private List<Path> jars() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(JAR)).sorted().toList();
        }
    }

    private record StandIn(Path jar, Version version) {}
}
