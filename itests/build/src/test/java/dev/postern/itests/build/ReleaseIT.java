// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each bundle has a version of its own: releasing one must leave every other jar as it was, byte for byte. */
class ReleaseIT {
    @TempDir
    Path folder;

    @Test
    void releasingOneBundleChangesNoOtherJar() throws Exception {
        SourceTree tree = SourceTree.copyTo(folder.resolve("tree"));
        tree.edit("bundles/core-api/pom.xml",
                "<artifactId>dev.postern.core-api</artifactId>\n  <version>0.1.0</version>",
                "<artifactId>dev.postern.core-api</artifactId>\n  <version>0.1.1</version>");
        tree.edit("pom.xml", "<artifactId>dev.postern.core-api</artifactId><version>0.1.0</version>",
                "<artifactId>dev.postern.core-api</artifactId><version>0.1.1</version>");
        List<String> modules = modules();

        SourceTree.Outcome outcome = tree.maven("package", "-Dmaven.test.skip=true", "-am", "-pl",
                String.join(",", modules));

        assertThat(outcome.status()).as(outcome.output()).isZero();
        List<String> compared = new ArrayList<>();
        for (String module : modules) {
            Path before = jar(Shipped.ROOT.resolve(module));
            Path after = jar(tree.root().resolve(module));
            if (module.equals("bundles/core-api")) {
                assertThat(after.getFileName()).hasToString("dev.postern.core-api-0.1.1.jar");
            } else {
                assertThat(after).hasSameBinaryContentAs(before);
                compared.add(module);
            }
        }
        assertThat(compared).contains("bundles/plugin-api").hasSizeGreaterThanOrEqualTo(2);
    }

    /** Its dependency, and one that depends on it; with -Pfull everything that ships. */
    private static List<String> modules() {
        if (Boolean.getBoolean("postern.full")) {
            return Stream.concat(Shipped.ours().stream(), Shipped.programs().stream()).map(Shipped::folder).distinct()
                    .toList();
        }
        return List.of("bundles/plugin-api", "bundles/core-api", "bundles/metrics");
    }

    private static Path jar(Path module) throws Exception {
        try (var files = Files.newDirectoryStream(module.resolve("target"), "dev.postern.*.jar")) {
            return files.iterator().next();
        }
    }
}
