// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import dev.postern.api.json.JsonObject;
import dev.postern.core.audit.AuditChain;
import dev.postern.core.audit.AuditChain.Break;
import dev.postern.core.audit.AuditHead;
import org.junit.jupiter.api.Test;

class ChainTest {
    private static final int RECORDS = 60;
    private static final int EDITS = 1_000;
    private static final List<String> OURS = chain("default", 1);
    private static final List<String> OF_ANOTHER_HOME = chain("default", 2);
    private static final AuditHead HEAD = new AuditHead("default", RECORDS, AuditChain.hashOf(OURS.getLast()));

    @Test
    void holdsAsItWasWritten() {
        assertThat(verify(OURS, Optional.of(HEAD))).isEmpty();
        assertThat(verify(OURS, Optional.empty())).isEmpty();
        assertThat(verify(List.of(), Optional.empty())).isEmpty();
    }

    @Test
    void findsEveryRandomEditAndNamesItsPlace() {
        var random = new Random(20_261_122);
        for (int edit = 0; edit < EDITS; edit++) {
            var edited = new ArrayList<>(OURS);
            int at = random.nextInt(RECORDS);
            long place = switch (edit % 5) {
                case 0 -> flip(edited, at, random);
                case 1 -> delete(edited, at);
                case 2 -> insert(edited, at, random);
                case 3 -> swap(edited, at);
                default -> splice(edited, at);
            };
            assertThat(verify(edited, Optional.of(HEAD))).as("edit %s at %s", edit, at + 1)
                    .map(Break::seq).contains(place);
        }
    }

    @Test
    void findsACutTailAgainstAHeadThatWasKeptOnly() {
        for (int kept = 0; kept < RECORDS; kept++) {
            assertThat(verify(OURS.subList(0, kept), Optional.empty())).isEmpty();
            assertThat(verify(OURS.subList(0, kept), Optional.of(HEAD))).map(Break::seq).contains(kept + 1L);
        }
    }

    @Test
    void findsAChainThatWasWrittenAnewFromSomewhereOn() {
        for (int from = 1; from < RECORDS; from++) {
            var anew = new ArrayList<>(OURS.subList(0, from));
            for (int seq = from + 1; seq <= RECORDS; seq++) {
                anew.add(record("default", seq, AuditChain.hashOf(anew.getLast()), "made up"));
            }
            assertThat(verify(anew, Optional.empty())).isEmpty();
            assertThat(verify(anew, Optional.of(HEAD))).map(Break::seq).contains((long) RECORDS);
        }
    }

    @Test
    void isNotTakenInByMembersOfTheSameNameFurtherIn() {
        var first = record("default", 1, AuditChain.NOTHING, "x");
        var meta = JsonObject.builder().put("previous", AuditChain.NOTHING).put("seq", 2).build();
        var second = JsonObject.builder().put("chain", "default").put("meta", meta)
                .put("previous", AuditChain.hashOf(first)).put("seq", 2).put("type", "a\",\"previous\":\"b").build()
                .canonical();
        assertThat(verify(List.of(first, second), Optional.empty())).isEmpty();
    }

    /** One character somewhere becomes another. */
    private static long flip(List<String> records, int at, Random random) {
        var text = new StringBuilder(records.get(at));
        int place = random.nextInt(text.length());
        text.setCharAt(place, text.charAt(place) == 'x' ? 'y' : 'x');
        records.set(at, text.toString());
        return at + 1;
    }

    private static long delete(List<String> records, int at) {
        records.remove(at);
        return at + 1;
    }

    private static long insert(List<String> records, int at, Random random) {
        records.add(at, record("default", at + 1, at == 0 ? AuditChain.NOTHING : AuditChain.hashOf(records.get(at - 1)),
                "inserted " + random.nextInt()));
        // a record that fits before it takes the place: what stood there is the first that does not fit
        return at + 2;
    }

    private static long swap(List<String> records, int at) {
        int other = at == RECORDS - 1 ? at - 1 : at;
        records.set(other, OURS.get(other + 1));
        records.set(other + 1, OURS.get(other));
        return other + 1;
    }

    private static long splice(List<String> records, int at) {
        records.set(at, OF_ANOTHER_HOME.get(at));
        return at + 1;
    }

    private static Optional<Break> verify(List<String> records, Optional<AuditHead> head) {
        var chain = new AuditChain("default");
        for (var record : records) {
            var broken = chain.add(record);
            if (broken.isPresent()) {
                return broken;
            }
        }
        return chain.end(head);
    }

    private static List<String> chain(String name, int home) {
        var records = new ArrayList<String>();
        for (int seq = 1; seq <= RECORDS; seq++) {
            records.add(record(name, seq, records.isEmpty() ? AuditChain.NOTHING : AuditChain.hashOf(records.getLast()),
                    "home " + home + ", call " + seq));
        }
        return records;
    }

    private static String record(String chain, int seq, String previous, String what) {
        return JsonObject.builder().put("at", "2026-11-22T10:00:00Z").put("chain", chain)
                .put("meta", JsonObject.of("tool", what)).put("position", seq * 3L).put("previous", previous)
                .put("seq", seq).put("type", "tool.started").build().canonical();
    }
}
