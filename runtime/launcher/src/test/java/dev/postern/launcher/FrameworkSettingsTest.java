// SPDX-License-Identifier: Apache-2.0
package dev.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameworkSettingsTest {
    private static final String PORT = "org.osgi.service.http.port";

    @TempDir
    Path folder;

    private Distribution distribution;
    private Home home;

    @BeforeEach
    void ship() throws Exception {
        distribution = new Distribution(folder.resolve("dist"));
        home = new Home(folder.resolve("home"));
        home.create();
        Files.createDirectories(distribution.conf(""));
        Files.writeString(distribution.conf("framework.properties"),
                PORT + "=7717\norg.apache.felix.http.host=127.0.0.1\ndata=${postern.home}/data\n");
    }

    @Test
    void environmentWinsOverHomeAndHomeOverShipped() throws Exception {
        assertThat(read(Map.of())).containsEntry(PORT, "7717");
        Files.writeString(home.conf().resolve("framework.properties"), PORT + "=8000\n");
        assertThat(read(Map.of())).containsEntry(PORT, "8000");
        assertThat(read(Map.of("POSTERN_PORT", "0"))).containsEntry(PORT, "0");
    }

    @Test
    void replacesTheHomeInValues() throws Exception {
        assertThat(read(Map.of())).containsEntry("data", home.root() + "/data");
    }

    @Test
    void refusesAPortThatIsNone() {
        assertThatThrownBy(() -> read(Map.of("POSTERN_PORT", "65536"))).hasMessageContaining("0 to 65535");
        assertThatThrownBy(() -> read(Map.of("POSTERN_PORT", "http"))).hasMessageContaining("'http'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "gateway.example.org", "127.0.0.1.example.org", "", "  "})
    void listensBeyondThisMachineWithTlsOnly(String host) throws Exception {
        for (String half : List.of("", "\norg.apache.felix.https.enable=true",
                "\norg.apache.felix.http.enable=false")) {
            own("org.apache.felix.http.host=" + host + half);
            assertThatThrownBy(() -> read(Map.of())).hasMessageContaining("org.apache.felix.http.host=")
                    .hasMessageContaining("TLS");
        }
        own("org.apache.felix.http.host=" + host
                + "\norg.apache.felix.http.enable=false\norg.apache.felix.https.enable=true");
        assertThat(read(Map.of())).containsEntry("org.apache.felix.http.host", host.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST", "::1", "[::1]"})
    void listensOnThisMachineWithout(String host) throws Exception {
        own("org.apache.felix.http.host=" + host);
        assertThat(read(Map.of())).containsEntry("org.apache.felix.http.host", host);
    }

    private void own(String properties) throws Exception {
        Files.writeString(home.conf().resolve("framework.properties"), properties + "\n");
    }

    private Map<String, String> read(Map<String, String> environment) throws Exception {
        return FrameworkSettings.read(distribution, home, environment);
    }
}
