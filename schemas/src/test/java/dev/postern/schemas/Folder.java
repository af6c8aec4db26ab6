// SPDX-License-Identifier: Apache-2.0
package dev.postern.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the contract lies. */
final class Folder {
    static final Path ROOT = Path.of(System.getProperty("postern.root"));
    static final Path SCHEMAS = ROOT.resolve("schemas");
    static final Path FIXTURES = SCHEMAS.resolve("fixtures");

    /** The folders that hold nothing but generated files. */
    static final List<String> GENERATED = List.of("frames", "methods", "nodes", "events");

    private Folder() {}

    /** The files below a folder that end so, sorted; none when there is no such folder. */
    static List<Path> files(Path folder, String ending) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.walk(folder)) {
            return files.filter(file -> Files.isRegularFile(file) && file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }
}
