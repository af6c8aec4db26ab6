// SPDX-License-Identifier: Apache-2.0
package dev.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;

class ShippedBundlesTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream problems = new ByteArrayOutputStream();
    private Distribution distribution;
    private Framework framework;

    @BeforeEach
    void shipTwo() throws Exception {
        distribution = new Distribution(folder.resolve("dist"));
        ship(1, "alpha", "1.0.0");
        ship(10, "beta", "1.0.0");
        start();
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(60_000);
    }

    @Test
    void startsWhatIsShippedAtItsLevel() throws Exception {
        install();
        Bundle alpha = bundle("alpha");
        assertThat(alpha.getLocation()).matches("core:alpha/[0-9a-f]{64}");
        assertThat(alpha.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(alpha.adapt(BundleStartLevel.class).getStartLevel()).isEqualTo(1);
        assertThat(bundle("beta").adapt(BundleStartLevel.class).getStartLevel()).isEqualTo(10);
    }

    @Test
    void replacesWhatChangedAndKeepsTheRest() throws Exception {
        install();
        long beta = bundle("beta").getBundleId();
        long alpha = bundle("alpha").getBundleId();
        restart();
        ship(10, "beta", "1.0.1");
        install();
        assertThat(bundle("beta").getVersion()).hasToString("1.0.1");
        assertThat(bundle("beta").getBundleId()).isNotEqualTo(beta);
        assertThat(bundle("alpha").getBundleId()).isEqualTo(alpha);
    }

    @Test
    void removesWhatIsShippedNoLonger() throws Exception {
        install();
        Files.delete(jar(10, "beta"));
        install();
        assertThat(names()).contains("alpha").doesNotContain("beta");
    }

    @Test
    void leavesPluginsAlone() throws Exception {
        Path plugin = folder.resolve("plugin.jar");
        write(plugin, "gamma", "1.0.0");
        try (var content = Files.newInputStream(plugin)) {
            framework.getBundleContext().installBundle("plugin:gamma/1", content);
        }
        install();
        assertThat(names()).contains("alpha", "beta", "gamma");
    }

    @Test
    void remembersOverARestart() throws Exception {
        install();
        restart();
        install();
        assertThat(bundle("alpha").getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(names()).containsExactlyInAnyOrder("org.apache.felix.framework", "alpha", "beta");
    }

    @Test
    void namesTheJarThatDoesNotStart() throws Exception {
        Path broken = jar(10, "broken");
        write(broken, "broken", "1.0.0", Map.of(Constants.IMPORT_PACKAGE, "not.there"));
        install();
        assertThat(problems.toString(StandardCharsets.UTF_8)).contains("broken.jar").contains("not.there");
        assertThat(bundle("beta").getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void takesWhatStandsInForAShippedBundleAtItsLevel() throws Exception {
        install();
        restart();
        standIn("beta", "1.0.1");
        install();
        assertThat(bundle("beta").getVersion()).hasToString("1.0.1");
        assertThat(bundle("beta").adapt(BundleStartLevel.class).getStartLevel()).isEqualTo(10);
        Files.delete(folder.resolve("stand-ins/beta.jar"));
        restart();
        install();
        assertThat(bundle("beta").getVersion()).hasToString("1.0.0");
    }

    @Test
    void prefersADistributionThatHasMovedOn() throws Exception {
        standIn("beta", "1.0.1");
        ship(10, "beta", "1.1.0");
        install();
        assertThat(bundle("beta").getVersion()).hasToString("1.1.0");
    }

    @Test
    void startsWhatWasShippedWhereAStandInCannotBeRead() throws Exception {
        standIn("beta", "1.0.1");
        Files.writeString(folder.resolve("stand-ins/beta.jar"), "cut off");
        install();
        assertThat(bundle("beta").getVersion()).hasToString("1.0.0");
        assertThat(problems.toString(StandardCharsets.UTF_8)).contains("what was shipped serves");
    }

    private void standIn(String name, String version) throws Exception {
        write(Files.createDirectories(folder.resolve("stand-ins")).resolve(name + ".jar"), name, version);
    }

    private void install() throws Exception {
        new ShippedBundles(framework.getBundleContext(), new PrintStream(problems, true, StandardCharsets.UTF_8))
                .install(distribution, new StandIns(folder.resolve("stand-ins")), folder.resolve("stamp"));
    }

    private void start() throws Exception {
        framework = new FrameworkFactory().newFramework(
                Map.of(Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString(),
                        Constants.FRAMEWORK_BEGINNING_STARTLEVEL, "20"));
        framework.start();
    }

    private void restart() throws Exception {
        stop();
        start();
    }

    private Bundle bundle(String name) {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName())).findFirst().orElseThrow();
    }

    private List<String> names() {
        return Arrays.stream(framework.getBundleContext().getBundles()).map(Bundle::getSymbolicName).toList();
    }

    private Path jar(int level, String name) {
        return distribution.root().resolve("bundles").resolve(Integer.toString(level)).resolve(name + ".jar");
    }

    private void ship(int level, String name, String version) throws Exception {
        Files.createDirectories(jar(level, name).getParent());
        write(jar(level, name), name, version);
    }

    private static void write(Path file, String name, String version) throws Exception {
        write(file, name, version, Map.of());
    }

    private static void write(Path file, String name, String version, Map<String, String> more) throws Exception {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.putValue("Manifest-Version", "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        headers.putValue(Constants.BUNDLE_VERSION, version);
        more.forEach(headers::putValue);
        try (OutputStream out = Files.newOutputStream(file); JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.finish();
        }
    }
}
