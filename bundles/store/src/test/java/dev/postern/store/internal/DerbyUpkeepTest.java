// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;

/** Embedded Derby, on disk. */
final class DerbyUpkeepTest extends UpkeepContract {
    @TempDir
    Path home;

    @Override
    Database database() throws Exception {
        return Databases.derby(home);
    }
}
