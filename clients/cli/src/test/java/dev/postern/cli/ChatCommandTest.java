// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatCommandTest {
    @TempDir
    Path home;

    @Test
    void goesOnInOneSession() {
        assertThat(shell().run("chat", "--session", "s_1", "--continue").exit()).isEqualTo(2);
    }

    @Test
    void saysThatThereIsNoChatToContinue() {
        assertThat(shell().run("chat", "--continue")).isEqualTo(new Shell.Ended(1, "",
                "postern: not_found: no chat is remembered here: postern chat begins one"));
    }

    @Test
    void saysWhereAGatewayWouldBe() throws Exception {
        try (var free = new java.net.ServerSocket(0)) {
            int port = free.getLocalPort();
            free.close();
            assertThat(new Shell(Map.of("POSTERN_HOME", home.toString(), "POSTERN_TOKEN", "x"))
                    .run("chat", "--url", "ws://127.0.0.1:" + port).err())
                    .isEqualTo("postern: unavailable: no gateway answers at ws://127.0.0.1:" + port
                            + "/gateway; ./postern run starts one");
        }
    }

    private Shell shell() {
        return new Shell(Map.of("POSTERN_HOME", home.toString()));
    }
}
