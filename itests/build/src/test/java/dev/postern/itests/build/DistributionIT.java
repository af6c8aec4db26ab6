// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.build;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** What is in the folder and the archive that ship. */
class DistributionIT {
    private static final long MEGABYTE = 1_000_000;
    /** The major version of class files. */
    private static final int JAVA_21 = 65;
    private static final String JETTY = "org.eclipse.jetty";

    /**
     * What ships inside a bundle of ours: the database, HTTP, what pages of ours are written with, the differ of previews,
     * the readers of pages and of cron expressions.
     */
    private static final Set<String> NESTED = Set.of("cron-utils", "derby", "derbyshared", "derbytools", "htm",
            "httpcore5", "java-diff-utils", "jsoup");
    /** What plugins are compiled against, of what lies in author/; the rest runs their tests, on the gateway's own JDK. */
    private static final Set<String> COMPILED_AGAINST = Set.of("dev.postern.plugin-api",
            "dev.postern.plugin-processor");

    @Test
    void archiveIsAtMostThirtyMegabytes() throws Exception {
        Path folder = Shipped.distribution();
        Path archive = folder.resolveSibling(folder.getFileName() + ".tar.gz");
        assertThat(Files.size(archive)).isBetween(MEGABYTE, 30 * MEGABYTE);
    }

    @Test
    void billOfMaterialsNamesWhatShipsAndNothingElse() throws Exception {
        assertThat(Component.all()).extracting(Component::name).containsAll(NESTED);
        Set<String> named = Component.all().stream().filter(part -> !part.group().startsWith(JETTY))
                .filter(part -> !NESTED.contains(part.name())).map(Component::file)
                .collect(toCollection(TreeSet::new));

        Set<String> jars = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Shipped.distribution())) {
            files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".jar"))
                    .map(name -> name.replace(".jar", "").replace("-with-jetty-websockets", "")).forEach(jars::add);
        }
        assertThat(jars).isNotEmpty();
        assertThat(named).isEqualTo(jars);
    }

    /** Jetty is inside Felix's HTTP bundle, where nothing of the build's would notice another version. */
    @Test
    void billOfMaterialsNamesTheJettyThatShips() throws Exception {
        assertThat(Component.all()).filteredOn(part -> part.group().startsWith(JETTY)).hasSizeGreaterThan(10)
                .extracting(Component::version).containsOnly(shippedJetty());
    }

    /** The API and the processor, and with them what tests of plugins run on. */
    @Test
    void whatAuthorsCompileAgainstNeedsJava21Only() throws Exception {
        List<Path> jars;
        try (Stream<Path> files = Files.walk(Shipped.distribution().resolve("author"))) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        assertThat(jars).extracting(DistributionIT::artifact).containsExactlyInAnyOrder("dev.postern.access",
                "dev.postern.config", "dev.postern.core-api", "dev.postern.json", "dev.postern.plugin-api",
                "dev.postern.plugin-processor",
                "dev.postern.test-kit", "dev.postern.triggers");
        assertThat(jars).filteredOn(jar -> COMPILED_AGAINST.contains(artifact(jar))).hasSize(2)
                .allSatisfy(jar -> assertThat(classFileVersions(jar)).as("%s", jar).containsOnly(JAVA_21));
    }

    /** It lies there for people to install: were it among the bundles, the gateway would start it. */
    @Test
    void samplePluginLiesBesideTheGateway() throws Exception {
        try (Stream<Path> samples = Files.list(Shipped.distribution().resolve("samples"))) {
            assertThat(samples).singleElement().satisfies(sample -> {
                assertThat(sample.getFileName()).hasToString("hello-1.0.0.jar");
                assertThat(Shipped.of(sample).name()).isEqualTo("org.example.hello");
                assertThat(Shipped.of(sample).header("Bundle-Version")).isEqualTo("1.0.0");
            });
        }
        assertThat(Shipped.everything()).extracting(Shipped::name).doesNotContain("org.example.hello");
    }

    private static String artifact(Path jar) {
        return jar.getFileName().toString().replaceFirst("-[0-9.]+jar$", "");
    }

    private static List<Integer> classFileVersions(Path jar) throws IOException {
        List<Integer> versions = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : Collections.list(file.entries())) {
                if (entry.getName().endsWith(".class")) {
                    try (DataInputStream in = new DataInputStream(file.getInputStream(entry))) {
                        in.skipNBytes(6); // magic number and minor version
                        versions.add(in.readUnsignedShort());
                    }
                }
            }
        }
        return versions;
    }

    private static String shippedJetty() throws IOException {
        Shipped http = Shipped.all().stream().filter(bundle -> bundle.name().equals("org.apache.felix.http.jetty12"))
                .findFirst().orElseThrow();
        try (JarFile jar = new JarFile(http.jar().toFile());
                InputStream about = jar.getInputStream(
                        jar.getJarEntry("org/eclipse/jetty/version/build.properties"))) {
            Properties properties = new Properties();
            properties.load(about);
            return properties.getProperty("version");
        }
    }
}
