// SPDX-License-Identifier: Apache-2.0
package dev.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @TempDir
    private Path folder;

    @Test
    void isItsOwnersOnly() throws Exception {
        var home = new Home(folder.resolve("a/home"));
        home.create();
        assertThat(mode(home.root())).isEqualTo("rwx------");
    }

    @Test
    void showsNothingBelowAFolderThatOthersMayLookInto() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var home = new Home(folder);
        home.create();
        assertThat(mode(folder)).isEqualTo("rwxr-xr-x");
        for (var name : new String[]{"cache", "conf", "data", "log"}) {
            assertThat(mode(folder.resolve(name))).as(name).isEqualTo("rwx------");
        }
    }

    @Test
    void leavesWhatSomebodyOpened() throws Exception {
        var home = new Home(folder);
        home.create();
        Files.setPosixFilePermissions(home.conf(), PosixFilePermissions.fromString("rwxrwx---"));
        home.create();
        assertThat(mode(home.conf())).isEqualTo("rwxrwx---");
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
