// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that hangs while it starts or stops holds up nobody else. */
class HangingTest {
    private static final String HANGING = "postern.test.hanging.";

    @TempDir
    Path folder;
    private PluginFiles files;
    private RunningFramework framework;

    @BeforeEach
    void startFramework() throws Exception {
        files = new PluginFiles(folder);
        framework = new RunningFramework(folder.resolve("home"), new FakeStore(), PluginManagerTest.IMPATIENT);
    }

    @AfterEach
    void stopFramework() throws Exception {
        Files.writeString(gate(), "open");
        for (String step : new String[]{"start", "stop", "polite"}) {
            System.clearProperty(HANGING + step);
        }
        framework.close();
    }

    @Test
    void oneThatHearsAnInterruptIsGoneAtOnce() throws Exception {
        hang("start", true);
        assertThat(refused().getMessage()).contains("does not start within 4000 ms", "health.timeout.millis");
        assertThat(framework.pluginLocations()).isEmpty();
        othersComeAndGo();
    }

    @Test
    void oneThatDoesNotIsGoneOnceItReturns() throws Exception {
        hang("start", false);
        assertThat(refused().getMessage()).contains("does not start within 4000 ms");
        othersComeAndGo();
        assertThat(refused().getMessage()).contains("still runs");

        Files.writeString(gate(), "open");
        await(() -> framework.pluginLocations().isEmpty());
        framework.manager().install(hanging("1.0.0"), "path", "tester");
        assertThat(framework.manager().plugin("hanging").orElseThrow().state()).isEqualTo(PluginInfo.State.ACTIVE);
    }

    @Test
    void atTheStartOfTheGatewayTheOthersServeAllTheSame() throws Exception {
        framework.manager().install(hanging("1.0.0"), "path", "tester");
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        framework.close();
        hang("start", false);
        framework = new RunningFramework(folder.resolve("home"), new FakeStore(), PluginManagerTest.IMPATIENT);
        assertThat(framework.awaitTools("hello.greet@1.0.0")).isTrue();
        framework.store.awaitStory("plugin.failed hanging 1.0.0");
        assertThat(framework.manager().plugin("hanging").orElseThrow()).satisfies(plugin -> {
            assertThat(plugin.state()).isEqualTo(PluginInfo.State.FAILED);
            assertThat(plugin.reason()).contains("does not start within 4000 ms");
        });
    }

    @Test
    void oneThatHangsWhileItStopsIsReplacedAllTheSame() throws Exception {
        framework.manager().install(hanging("1.0.0"), "path", "tester");
        hang("stop", false);
        framework.manager().install(hanging("1.1.0"), "path", "tester");
        assertThat(framework.manager().plugin("hanging").orElseThrow().version()).isEqualTo("1.1.0");
        othersComeAndGo();

        Files.writeString(gate(), "open");
        await(() -> framework.pluginLocations().size() == 1);
    }

    private void othersComeAndGo() throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        assertThat(framework.registry.labels()).contains("hello.greet@1.0.0");
        framework.manager().uninstall("hello", "tester");
        assertThat(framework.registry.labels()).doesNotContain("hello.greet@1.0.0");
    }

    private PluginException refused() {
        var refused = catchThrowableOfType(PluginException.class,
                () -> framework.manager().install(hanging("1.0.0"), "path", "tester"));
        assertThat(refused.code()).isEqualTo("start_failed");
        assertThat(framework.manager().plugin("hanging")).isEmpty();
        return refused;
    }

    private Path hanging(String version) throws Exception {
        return files.build("hanging", version, Map.of("-includeresource", ""));
    }

    private void hang(String step, boolean polite) {
        System.setProperty(HANGING + step, gate().toString());
        System.setProperty(HANGING + "polite", Boolean.toString(polite));
    }

    private Path gate() {
        return folder.resolve("gate");
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(10);
        }
    }
}
