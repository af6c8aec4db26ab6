// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others compile against changes only together with its version. */
class BaselineIT {
    private static final String DESCRIPTION = "bundles/plugin-api/src/main/java/dev/postern/api/schema/Description.java";

    @TempDir
    Path folder;

    private SourceTree tree;

    @BeforeEach
    void copy() throws Exception {
        tree = SourceTree.copyTo(folder.resolve("tree"));
    }

    @Test
    void breakingThePluginApiWithoutItsVersionFailsTheBuild() throws Exception {
        tree.edit(DESCRIPTION, "String value();", "String text();");
        SourceTree.Outcome outcome = verify();
        assertThat(outcome.status()).as(outcome.output()).isNotZero();
        assertThat(outcome.output()).contains("bnd-baseline-maven-plugin").contains("dev.postern.api.schema");
    }

    @Test
    void theApiAsItIsPasses() throws Exception {
        SourceTree.Outcome outcome = verify();
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("Baseline check succeeded");
    }

    private SourceTree.Outcome verify() throws Exception {
        return tree.maven("verify", "-pl", "bundles/plugin-api", "-Dmaven.test.skip=true",
                "-Dspotless.check.skip=true");
    }
}
