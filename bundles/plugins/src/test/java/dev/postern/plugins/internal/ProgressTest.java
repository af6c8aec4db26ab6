// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.postern.api.json.JsonObject;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.wire.Notices;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each step of a change is told as it is passed, and stands in the change's records. */
class ProgressTest {
    private static final List<String> UNTIL_PLANNED = List.of("fetched", "verified", "examined", "resolved", "planned");
    private static final List<String> UNTIL_HEALTHY = List.of("fetched", "verified", "examined", "resolved", "planned",
            "starting", "healthy");

    @TempDir
    Path folder;
    private PluginFiles files;
    private RunningFramework framework;
    private final FakeStore store = new FakeStore();
    private final List<JsonObject> told = new CopyOnWriteArrayList<>();

    @BeforeEach
    void startFramework() throws Exception {
        files = new PluginFiles(folder);
        framework = new RunningFramework(folder.resolve("home"), store, PluginManagerTest.SETTINGS);
        Notices gateway = (topic, payload) -> told.add(payload);
        framework.context().registerService(Notices.class, gateway, new Hashtable<>());
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.close();
    }

    @Test
    void tellsWhatIsPassedUntilItIsDone() throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");

        assertThat(steps()).containsExactly("fetched", "verified", "examined", "resolved", "planned", "starting",
                "healthy", "committed");
        assertThat(told.getFirst()).hasToString("{\"change\":\"" + change(1) + "\",\"step\":\"fetched\","
                + "\"source\":\"path\",\"principal\":\"tester\"}");
        assertThat(told.getLast().text("plugin")).contains("hello");
        assertThat(told.getLast().text("version")).contains("1.0.0");
        assertThat(kept(0)).isEqualTo(UNTIL_PLANNED);
        assertThat(kept(1)).isEqualTo(UNTIL_HEALTHY);

        told.clear();
        framework.manager().disable("hello", "tester");
        assertThat(steps()).containsExactly("planned", "committed");
        told.clear();
        framework.manager().enable("hello", "tester");
        assertThat(steps()).startsWith("fetched").endsWith("healthy", "committed");
    }

    @Test
    void tellsAtWhichStepItFailed() throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        told.clear();
        framework.registry.refusedNames = List.of("hello.count");
        assertFails(files.build("hello2", "1.1.0"), "healthy");
        assertThat(steps()).endsWith("starting", "rolled_back");
        assertFails(files.build("hello", "1.2.0",
                Map.of(PluginFiles.RAW + "Bundle-Activator", "org.example.hello.Nobody")), "starting");
        assertFails(files.build("hello", "1.3.0", Map.of("Import-Package", "javax.unheard.of,*")), "resolved");
        assertFails(files.build("hello3", "1.0.1"), "examined");
        assertFails(Files.writeString(folder.resolve("text.jar"), "no jar"), "examined");
        assertFails(Files.write(folder.resolve("big.jar"), new byte[200_001]), "fetched");
    }

    private void assertFails(Path file, String step) {
        assertThat(catchThrowableOfType(PluginException.class,
                () -> framework.manager().install(file, "path", "tester"))).isNotNull();
        var meta = store.records.getLast().entry().meta();
        assertThat(meta.text("step")).as(meta.toString()).contains(step);
        assertThat(meta.text("change")).isPresent();
        List<String> passed = meta.array("steps").orElseThrow().strings();
        assertThat(UNTIL_HEALTHY.subList(0, passed.size())).isEqualTo(passed);
        assertThat(UNTIL_HEALTHY.indexOf(step)).isBetween(passed.size() - 1, passed.size());
    }

    private List<String> steps() {
        return told.stream().map(each -> each.text("step").orElseThrow()).toList();
    }

    private String change(int record) {
        return store.records.get(record).entry().meta().text("change").orElseThrow();
    }

    private List<String> kept(int record) {
        return store.records.get(record).entry().meta().array("steps").orElseThrow().strings();
    }
}
