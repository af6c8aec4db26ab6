// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import dev.postern.core.hash.Sha256;
import dev.postern.core.store.Journal;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A writing process killed in the middle of its commits, again and again, on one database. */
final class CrashTest {
    private static final int KILLS = Boolean.getBoolean("postern.full") ? 40 : 3;

    @TempDir
    Path home;

    @Test
    @Timeout(600)
    void everyAcknowledgedBatchIsThereWholeAndOnce() throws Exception {
        var acknowledged = new HashSet<String>();
        for (int kill = 0; kill < KILLS; kill++) {
            int before = acknowledged.size();
            writeAndKill(acknowledged, ThreadLocalRandom.current().nextInt(50, 600));
            assertThat(acknowledged.size()).isGreaterThan(before);
            check(acknowledged);
        }
    }

    private void writeAndKill(Set<String> acknowledged, int count) throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-cp",
                System.getProperty("java.class.path"), CrashWriter.class.getName(), home.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            int read = 0;
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                // a line that the kill cut short was acknowledged to nobody
                if (line.length() == Samples.IDS.next("t").length()) {
                    acknowledged.add(line);
                }
                if (++read == count) {
                    process.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(process.waitFor()).isEqualTo(128 + 9);
    }

    private void check(Set<String> acknowledged) throws Exception {
        try (var engine = StoreEngine.open(Databases.derby(home), Migrations.shipped(), new StrictJson(),
                new NoMetrics(), Clock.systemUTC(), StoreEngine.Limits.DEFAULT, Sha256::hex)) {
            var records = recordsOfTurns(engine.journal());
            assertThat(records.keySet()).containsAll(acknowledged);
            // whole: both records, and the rows; the database may hold batches whose acknowledgement was lost
            assertThat(records.values()).allMatch(count -> count == 2);
            for (var turn : records.keySet()) {
                assertThat(engine.rows().turn(Samples.TENANT, turn)).isPresent();
                assertThat(engine.rows().outcome(Samples.TENANT, "p", "messages.send", turn)).isPresent();
            }
            assertThat(engine.rows().openTurns()).hasSize(records.size());
        }
    }

    private static HashMap<String, Integer> recordsOfTurns(Journal journal) {
        var counts = new HashMap<String, Integer>();
        var positions = new ArrayList<Long>();
        long position = 0;
        for (var page = journal.after(0, 1000); !page.isEmpty(); page = journal.after(position, 1000)) {
            for (var found : page) {
                counts.merge(String.valueOf(found.entry().turn()), 1, Integer::sum);
                positions.add(found.position());
            }
            position = page.getLast().position();
        }
        assertThat(positions).isSorted().doesNotHaveDuplicates();
        assertThat(position).isEqualTo(journal.newest());
        return counts;
    }
}
