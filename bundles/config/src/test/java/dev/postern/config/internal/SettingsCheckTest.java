// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import dev.postern.core.home.PosternHome;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a metatype has no words for is judged by the code that would get it, before it gets it. */
class SettingsCheckTest {
    private static final String ATTRIBUTES = "<AD id='max.limit' type='Integer' default='4'/>"
            + "<AD id='hosts' type='String' cardinality='100' required='false'/>"
            + "<AD id='name' type='String' required='false'/><AD id='.key' type='Password' required='false'/>";

    @TempDir
    Path root;
    private Platform platform;

    @BeforeEach
    void start() throws Exception {
        platform = new Platform(root);
        platform.install("pid='p.judged'", ATTRIBUTES,
                "dev.postern.settings;dev.postern.settings=p.judged;check=" + Judge.class.getName() + ","
                        + "dev.postern.settings;dev.postern.settings=p.judged;check=" + Judge.OfHosts.class.getName(),
                Judge.class, Judge.Settings.class, Judge.OfHosts.class);
        platform.install("pid='p.free'", ATTRIBUTES,
                "dev.postern.settings;dev.postern.settings=p.free;check=org.example.Nowhere");
    }

    @AfterEach
    void stop() throws Exception {
        platform.close();
    }

    @Test
    void refusesWhatItsCodeRefuses() {
        assertRefused(Map.of("max.limit", 13), "max.limit: must not be 13");
        assertRefused(Map.of("hosts", new String[]{"there"}),
                "hosts: nobody in " + root.getFileName() + " knows there");
        taken("p.judged", Map.of("max.limit", 12, "hosts", new String[]{"here"}));
        taken("p.judged", Map.of());
    }

    @Test
    void takesWhatNobodyCanJudge() {
        taken("p.free", Map.of("max.limit", 13));
        taken("p.other", Map.of("max.limit", 13));
        taken("p.judged", Map.of("name", "broken"));
    }

    @Test
    void asksNoPlugin() throws Exception {
        platform.installPlugin("pid='p.plugin'", ATTRIBUTES,
                "dev.postern.settings;dev.postern.settings=p.plugin;check=" + Judge.class.getName() + ","
                        + "dev.postern.settings;dev.postern.settings=p.free;check=" + Judge.class.getName(),
                Judge.class, Judge.Settings.class);
        taken("p.plugin", Map.of("max.limit", 13));
        taken("p.free", Map.of("max.limit", 13));
    }

    @Test
    void theFileIsRefusedAndWhatWasThereStays() throws Exception {
        var home = new PosternHome(root);
        Files.createDirectories(home.conf());
        Files.writeString(home.conf().resolve("p.judged.json"), "{\"max.limit\": 5}");
        var files = open(home);
        assertThat(limit()).isEqualTo(5);
        files.stop();

        // at a start, before any of it runs
        Files.writeString(home.conf().resolve("p.judged.json"), "{\"max.limit\": 13}");
        files = open(home);
        assertThat(files.health().message()).isEqualTo("conf/p.judged.json: max.limit: must not be 13");
        assertThat(limit()).isEqualTo(5);
        files.stop();

        // a reference leads where only the code itself may look
        Files.writeString(home.conf().resolve("p.judged.json"), "{\"max.limit\": 13, \"name\": \"$[env:PATH]\"}");
        files = open(home);
        assertThat(files.health().message()).isEmpty();
        assertThat(limit()).isEqualTo(13);
        files.stop();
    }

    private FileConfigurations open(PosternHome home) throws Exception {
        return new FileConfigurations(platform.context(), platform.admin(), new StrictJson(), home);
    }

    private Object limit() throws Exception {
        return platform.admin().getConfiguration("p.judged", "?").getProperties().get("max.limit");
    }

    private void assertRefused(Map<String, Object> settings, String why) {
        assertThatThrownBy(() -> check().check("p.judged", settings)).isInstanceOf(Refusal.class).hasMessage(why);
    }

    private void taken(String pid, Map<String, Object> settings) {
        assertThatCode(() -> check().check(pid, settings)).doesNotThrowAnyException();
    }

    private SettingsCheck check() {
        return new SettingsCheck(new PosternHome(root), platform.context().getBundles());
    }
}
