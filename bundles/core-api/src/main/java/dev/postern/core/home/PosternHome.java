// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.home;

import java.nio.file.Path;

/**
 * Where everything lies on disk.
 *
 * @param root {@code $POSTERN_HOME}, absolute
 */
public record PosternHome(Path root) {

    /** The framework property that holds the root. */
    public static final String PROPERTY = "postern.home";

    /** Operators' configuration. */
    public Path conf() {
        return root.resolve("conf");
    }

    /** Secrets, mode 0700. */
    public Path secrets() {
        return root.resolve("secrets");
    }

    /** The database, blobs and plugins' data. */
    public Path data() {
        return root.resolve("data");
    }

    /** The hot-deploy folder. */
    public Path deploy() {
        return root.resolve("deploy");
    }

    /** Files that may be installed by path. */
    public Path imports() {
        return root.resolve("import");
    }

    /** Which plugins shall be installed, where somebody keeps that. */
    public Path plugins() {
        return root.resolve("plugins.json");
    }

    /** Port and process id of the running gateway. */
    public Path run() {
        return root.resolve("run");
    }
}
