// SPDX-License-Identifier: Apache-2.0
package dev.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {
    @TempDir
    Path folder;

    private Home home;

    @BeforeEach
    void makeHome() throws Exception {
        home = Home.of(Map.of("POSTERN_HOME", folder.resolve("home").toString()), "/nowhere");
        home.create();
    }

    @Test
    void refusesSecondGatewayAndNamesTheHolder() throws Exception {
        try (HomeLock first = HomeLock.take(home)) {
            assertThat(first).isNotNull();
            Files.writeString(home.portFile(), "7717\n");
            assertThatThrownBy(() -> HomeLock.take(home)).isInstanceOf(HomeLock.Refused.class)
                    .hasMessage("postern: %s is in use by the gateway with pid %d on port 7717", home.root(),
                            ProcessHandle.current().pid());
        }
    }

    @Test
    void isFreeAgainOnceClosed() throws Exception {
        HomeLock.take(home).close();
        assertThat(home.pidFile()).doesNotExist();
        HomeLock.take(home).close();
    }

    @Test
    void forgetsThePortOfAGatewayThatCrashed() throws Exception {
        Files.writeString(home.portFile(), "1234\n");
        try (HomeLock lock = HomeLock.take(home)) {
            assertThat(lock).isNotNull();
            assertThat(home.portFile()).doesNotExist();
        }
    }
}
