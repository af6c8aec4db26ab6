// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;

import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import org.junit.jupiter.api.Test;

final class RecentRecordsTest {
    @Test
    void showsNothingBeyondWhatIsDurable() {
        var recent = new RecentRecords(0);
        // the second batch of a commit is noted, and the commit's rows are not settled yet
        recent.add(List.of(record(1), record(2)), 10);
        recent.add(List.of(record(3)), 10);
        assertThat(recent.after(0, 0, 10)).hasValue(List.of());
        assertThat(recent.after(0, 2, 10).orElseThrow()).extracting(JournalRecord::position).containsExactly(1L, 2L);
        assertThat(recent.after(1, 3, 1).orElseThrow()).extracting(JournalRecord::position).containsExactly(2L);
    }

    @Test
    void givesATurnsRecordsAllOrNone() {
        var recent = new RecentRecords(0);
        recent.add(List.of(record(1)), 10);
        assertThat(recent.ofTurn(Samples.TENANT, "t_1", 1)).as("how it began is not here").isEmpty();
        recent.add(List.of(record(2, RecordType.MESSAGE_ACCEPTED, "t_2"), record(3, RecordType.TURN_ACCEPTED, "t_2")),
                10);
        recent.add(List.of(record(4, RecordType.MESSAGE_ACCEPTED, "t_2")), 10);
        recent.add(List.of(record(5, RecordType.TURN_STARTED, "t_2")), 10);
        recent.add(List.of(record(6, RecordType.TURN_FINISHED, "t_2")), 10);
        assertThat(recent.ofTurn(Samples.TENANT, "t_2", 5).orElseThrow()).extracting(JournalRecord::position)
                .as("with a message that joined it").containsExactly(2L, 3L, 4L, 5L);
        assertThat(recent.ofTurn("other", "t_2", 6)).isEmpty();
        recent.drop();
        assertThat(recent.ofTurn(Samples.TENANT, "t_2", 6)).isEmpty();
    }

    @Test
    void givesOfSeveralTurnsThoseThatAreAllThere() {
        var recent = new RecentRecords(0);
        recent.add(List.of(record(1), record(2, RecordType.TURN_ACCEPTED, "t_2"), record(3)), 10);
        recent.add(List.of(record(4, RecordType.TURN_ACCEPTED, "t_3"), record(5, RecordType.TURN_STARTED, "t_2")), 10);
        var found = recent.ofTurns(Samples.TENANT, Set.of("t_1", "t_2", "t_3"), 5);
        assertThat(found).containsOnlyKeys("t_2", "t_3");
        assertThat(found.get("t_2")).extracting(JournalRecord::position).containsExactly(2L, 5L);
        assertThat(found.get("t_3")).extracting(JournalRecord::position).containsExactly(4L);
    }

    private static JournalRecord record(long position) {
        return record(position, RecordType.TURN_STEP, "t_1");
    }

    private static JournalRecord record(long position, RecordType type, String turn) {
        return new JournalRecord(position, Samples.entry(type, "s_1", turn, "x"));
    }
}
