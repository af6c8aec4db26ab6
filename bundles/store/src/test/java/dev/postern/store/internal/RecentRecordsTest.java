// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.Write;
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

    private static JournalRecord record(long position) {
        return new JournalRecord(position, ((Write.Append) Samples.append("s_1", "t_1", "x")).entry());
    }
}
