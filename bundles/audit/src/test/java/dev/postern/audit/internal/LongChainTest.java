// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chain that does not fit into the memory of whoever verifies it. */
class LongChainTest {
    private static final int RECORDS = Boolean.getBoolean("postern.full") ? 1_000_000 : 100_000;
    private static final int BATCH = 50;
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir
    Path folder;

    @Test
    void isVerifiedInMemoryThatCouldNotHoldIt() throws Exception {
        write();
        var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
                "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), ChainVerifier.class.getName(),
                folder.toString()).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("verified " + RECORDS + " records in", "verified " + RECORDS + " records and their");
    }

    private void write() throws Exception {
        try (var store = TestStore.open(folder, new NoMetrics())) {
            for (int i = 0; i < RECORDS; i += BATCH) {
                var writes = new ArrayList<Write>(BATCH);
                for (int n = i; n < i + BATCH; n++) {
                    writes.add(new Write.Append(entry(n)));
                }
                store.store().commit(new Batch(writes));
            }
        }
    }

    private static Entry entry(int n) {
        var meta = JsonObject.builder().put("tool", "files.write").put("version", "1.0.0")
                .put("principal", "k_01m8k25ny9b5zm9nnqax02x0st").build();
        return new Entry(RecordType.TOOL_STARTED, "default", "s_01m8k25pkx6wfg5ewda6cv43h8", null, "c_" + n,
                AT.plusMillis(n), meta, JsonObject.of("note", "call " + n), JsonObject.EMPTY);
    }
}
