// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

import dev.postern.cli.Failure;

/** A folder on this machine. */
final class FolderSource extends Source {
    private final Path root;

    FolderSource(Path root) {
        this.root = root;
    }

    /** No part of it may be a link: what lies elsewhere is none of the marketplace's. */
    @Override
    InputStream open(String path) throws Failure, IOException {
        var file = root.resolve(path);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new Failure("unreachable", "there is no " + path + " in " + root);
        }
        var real = root.toRealPath();
        var expected = real.resolve(path);
        if (!expected.normalize().startsWith(real) || !Files.isRegularFile(expected, LinkOption.NOFOLLOW_LINKS)
                || !expected.toRealPath().equals(expected)) {
            throw new Failure("invalid", path + " in " + root + " is or passes a link, or is no file");
        }
        return Files.newInputStream(expected, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    void checkTime(String path, long begun) {
        // a disk answers or fails
    }
}
