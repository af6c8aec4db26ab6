// SPDX-License-Identifier: Apache-2.0
package dev.postern.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is in the catalogue without fixtures, and the check that says so would notice. */
class CoverageTest {
    @TempDir
    Path folder;

    @Test
    void everyFrameMethodAndTopicHasFixtures() throws IOException {
        var coverage = Coverage.of(Folder.SCHEMAS);
        assertThat(coverage.subjects()).hasSizeGreaterThan(40).contains("connect", "hello", "turns.get",
                "turn.finished");
        assertThat(coverage.complaints(Folder.FIXTURES)).isEmpty();
    }

    @Test
    void missesWhatIsNotThere() throws IOException {
        contract();
        write("fixtures/valid/stream/a.json", "{}");
        write("fixtures/valid/things.get/a.json", "{\"type\":\"request\"}");
        write("fixtures/valid/thing.done/a.json", "{}");
        write("fixtures/invalid/stream/a.json", "no JSON");
        write("fixtures/invalid/things.get/a.json", "{\"type\":\"response\"}");
        write("fixtures/invalid/things.forgotten/a.json", "{\"type\":\"response\"}");
        assertThat(Coverage.of(folder).complaints(folder.resolve("fixtures"))).containsExactly(
                "valid: no response of things.get",
                "invalid: things.forgotten/a.json is about nothing that there is",
                "invalid: no request of things.get",
                "invalid: no thing.done");
    }

    @Test
    void missesEverythingWhereThereIsNothing() throws IOException {
        contract();
        assertThat(Coverage.of(folder).complaints(folder.resolve("fixtures"))).hasSize(8);
    }

    private void contract() throws IOException {
        write("catalogue.json",
                "{\"methods\":[{\"method\":\"things.get\"}],\"topics\":[{\"topic\":\"thing.done\"}],"
                        + "\"nodeMethods\":[],\"journal\":[]}");
        write("frames/stream.json", "{}");
    }

    private void write(String file, String text) throws IOException {
        var path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
