// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Where programs lie: by the gateway's own path, as its environment is not the program's. */
final class Programs {
    private Programs() {}

    /**
     * The file to start.
     *
     * @param program an absolute path, or a name without a {@code /}
     */
    static Optional<Path> find(String program) {
        var named = Path.of(program);
        var places = named.isAbsolute()
                ? Stream.of(named)
                : Arrays.stream(String.valueOf(System.getenv("PATH")).split(File.pathSeparator))
                        .map(Path::of)
                        .filter(folder -> folder.isAbsolute() && program.indexOf('/') < 0)
                        .map(folder -> folder.resolve(program));
        return places.filter(Files::isRegularFile).filter(Files::isExecutable).findFirst();
    }
}
