// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;

import dev.postern.gateway.internal.SharedRoom;
import dev.postern.protocol.CloseCode;
import org.junit.jupiter.api.Test;

class AssemblyTest {
    private static final int LIMIT = 100;

    private final SharedRoom room = new SharedRoom(1_000);
    private final Assembly assembly = new Assembly();

    @Test
    void passesOnWhatArrivesWhole() throws Exception {
        assertThat(assembly.add("{}", true, LIMIT, room)).contains("{}");
        assertThat(assembly.add("", true, LIMIT, room)).contains("");
        assertThat(room.taken()).isZero();
    }

    @Test
    void putsPiecesTogetherAndGivesTheirRoomBack() throws Exception {
        assertThat(assembly.add("{\"a\"", false, LIMIT, room)).isEmpty();
        assertThat(assembly.add("", false, LIMIT, room)).isEmpty();
        assertThat(room.taken()).isEqualTo(8);
        assertThat(assembly.add(":1}", true, LIMIT, room)).contains("{\"a\":1}");
        assertThat(room.taken()).isZero();
        assertThat(assembly.add("{}", true, LIMIT, room)).contains("{}");
    }

    @Test
    void countsBytesOfUtf8() throws Exception {
        // one, two, three and four bytes
        var ten = "a\u00e9\u20ac\ud83d\ude00";
        assertThat(assembly.add(ten.repeat(10), true, LIMIT, room)).isPresent();
        refused(ten.repeat(10) + "a", true, CloseCode.TOO_LARGE);
        assertThat(assembly.add(ten.repeat(5), false, LIMIT, room)).isEmpty();
        refused(ten.repeat(5) + "a", true, CloseCode.TOO_LARGE);
        assertThat(room.taken()).isZero();
    }

    @Test
    void unfinishedMessagesOfAllConnectionsShareOneRoom() throws Exception {
        var others = new ArrayList<Assembly>();
        for (int i = 0; i < 10; i++) {
            var other = new Assembly();
            other.add("x".repeat(50), false, LIMIT, room);
            others.add(other);
        }
        refused("x", false, CloseCode.TRY_LATER);
        // what arrives whole needs none
        assertThat(assembly.add("x".repeat(LIMIT), true, LIMIT, room)).isPresent();
        others.getFirst().end();
        assertThat(assembly.add("x", false, LIMIT, room)).isEmpty();
        others.forEach(Assembly::end);
        assembly.end();
        assertThat(room.taken()).isZero();
    }

    @Test
    void aMessageKeepsToTheRoomItBeganWith() throws Exception {
        var later = new SharedRoom(0);
        assembly.add("x", false, LIMIT, room);
        assertThat(assembly.add("y", true, LIMIT, later)).contains("xy");
        assertThat(room.taken()).isZero();
        assertThat(later.taken()).isZero();
    }

    private void refused(String piece, boolean last, CloseCode code) {
        assertThatThrownBy(() -> assembly.add(piece, last, LIMIT, room)).isInstanceOfSatisfying(Assembly.Refused.class,
                refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
