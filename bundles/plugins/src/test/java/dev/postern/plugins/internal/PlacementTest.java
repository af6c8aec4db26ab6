// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

import dev.postern.core.plugin.PluginInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** Plugins whose place is a process of their own are managed like others, and none of their code is loaded here. */
final class PlacementTest {
    @TempDir
    Path folder;

    private PluginFiles files;
    private RunningFramework framework;

    @BeforeEach
    void startFramework() throws Exception {
        files = new PluginFiles(folder);
        framework = new RunningFramework(folder.resolve("home"), new FakeStore(), Map.of());
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.close();
    }

    @Test
    void itsBundleIsInstalledAndNeverStarted() throws Exception {
        framework.hosts.isolated = Set.of("hello");
        var applied = framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");

        assertThat(applied.plugin().state()).isEqualTo(PluginInfo.State.ACTIVE);
        assertThat(framework.hosts.story).containsExactly("start hello 1.0.0 []");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        assertThat(bundle().getState()).isIn(Bundle.INSTALLED, Bundle.RESOLVED);

        framework.hosts.trouble = "exit code 137";
        framework.registry.hostedServe = false;
        assertThat(framework.manager().plugin("hello").orElseThrow()).satisfies(plugin -> {
            assertThat(plugin.state()).isEqualTo(PluginInfo.State.FAILED);
            assertThat(plugin.reason()).contains("its process does not serve: exit code 137");
        });
        framework.registry.hostedServe = true;
        assertThat(framework.manager().plugin("hello").orElseThrow().state()).isEqualTo(PluginInfo.State.ACTIVE);
        framework.hosts.trouble = "";

        framework.manager().uninstall("hello", "tester");
        assertThat(framework.hosts.story).containsExactly("start hello 1.0.0 []", "stop");
        assertThat(framework.pluginLocations()).isEmpty();
    }

    @Test
    void itsSourceDecidesToo() throws Exception {
        framework.hosts.isolated = Set.of("path");
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        assertThat(framework.hosts.story).containsExactly("start hello 1.0.0 []");
        framework.manager().install(files.build("hello2", "1.1.0"), "deploy", "tester");
        assertThat(framework.hosts.story).containsExactly("start hello 1.0.0 []", "stop");
        assertThat(bundle().getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void soDoesThatNobodySignedIt() throws Exception {
        framework.hosts.isolated = Set.of("unsigned");
        framework.manager().install(files.build("hello", "1.0.0"), "path", "tester");
        assertThat(framework.hosts.story).containsExactly("start hello 1.0.0 []");
    }

    private Bundle bundle() {
        return framework.context().getBundle(framework.pluginLocations().getFirst());
    }
}
