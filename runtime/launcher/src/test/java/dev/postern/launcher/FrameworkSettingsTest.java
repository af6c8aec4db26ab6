package dev.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        Files.writeString(distribution.conf("framework.properties"), PORT + "=7717\ndata=${postern.home}/data\n");
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

    private Map<String, String> read(Map<String, String> environment) throws Exception {
        return FrameworkSettings.read(distribution, home, environment);
    }
}
