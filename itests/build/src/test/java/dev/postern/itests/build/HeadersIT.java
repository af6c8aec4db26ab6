// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the manifests of our bundles say: who they are, and which versions they go with. */
class HeadersIT {
    private static final Pattern OWN_VERSION = Pattern.compile("</parent>.*?<version>(.*?)</version>", Pattern.DOTALL);
    /** The JDK's, and those that come with a contract and its version (JSR 369). */
    private static final Pattern WITHOUT_VERSION = Pattern.compile("(javax|org\\.w3c|org\\.xml|jakarta\\.servlet)[.].*"
            + "|jakarta\\.servlet");

    @ParameterizedTest
    @MethodSource("bundles")
    void saysWhatItIs(Shipped bundle) {
        assertThat(bundle.header("Bundle-Name")).startsWith("Postern");
        assertThat(bundle.header("Bundle-Description")).endsWith(".").hasSizeBetween(20, 160);
        assertThat(bundle.header("Bundle-Vendor")).isEqualTo("Postern");
        assertThat(bundle.header("Bundle-License")).isEqualTo("Apache-2.0");
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void hasTheVersionOfItsOwnProject(Shipped bundle) throws Exception {
        Path project = Shipped.ROOT.resolve(bundle.folder()).resolve("pom.xml");
        Matcher own = OWN_VERSION.matcher(Files.readString(project));
        assertThat(own.find()).as("%s has a version of its own", project).isTrue();
        assertThat(bundle.header("Bundle-Version")).isEqualTo(own.group(1));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void importsRangesOfVersions(Shipped bundle) {
        Set<String> plain = bundle.clauses("Import-Package").stream()
                .filter(clause -> !WITHOUT_VERSION.matcher(clause.split(";", 2)[0]).matches())
                .filter(clause -> !clause.matches("[^;]+;version=\"\\[[0-9.]+,[0-9.]+\\)\""))
                .collect(Collectors.toSet());
        assertThat(plain).as("imports of any version, optional ones, and such with attributes").isEmpty();
    }

    static Stream<Shipped> bundles() {
        return Shipped.ours().stream();
    }
}
