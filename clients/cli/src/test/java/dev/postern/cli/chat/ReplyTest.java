// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;

import org.junit.jupiter.api.Test;

class ReplyTest {
    private final Reply reply = new Reply();

    @Test
    void anotherAttemptGoesOnWhereItSaysMore() {
        assertThat(piece(1, 0, "Half a")).isEqualTo("Half a");
        assertThat(piece(1, 0, "Half")).as("begun again, by the same number").isEmpty();
        assertThat(piece(1, 1, " a loaf")).isEqualTo(" loaf");
        assertThat(finish("Half a loaf.")).isEqualTo(".|");
    }

    @Test
    void anotherAttemptThatDiffersSaysSo() {
        piece(1, 0, "Half a");
        assertThat(piece(2, 0, "Hal")).isEmpty();
        assertThat(piece(2, 1, "ting")).isEqualTo("#Halting");
        assertThat(finish("Halting")).isEqualTo("|");
    }

    @Test
    void piecesAfterALostOneWaitForTheWhole() {
        assertThat(piece(1, 0, "One ")).isEqualTo("One ");
        assertThat(piece(1, 2, "three")).isEmpty();
        assertThat(piece(1, 3, " four")).isEmpty();
        assertThat(finish("One two three four")).isEqualTo("two three four|");
    }

    @Test
    void aStreamThatIsJoinedInItsMidstWaitsForTheWhole() {
        assertThat(piece(3, 5, "middle")).isEmpty();
        assertThat(finish("The middle")).isEqualTo("The middle|");
    }

    @Test
    void anotherWholeThanWasStreamedIsSaid() {
        piece(1, 0, "Yes");
        assertThat(finish("No")).isEqualTo("#No|");
    }

    @Test
    void whatComesLateOfTheStepBeforeIsNotShown() {
        piece(1, 0, "I look");
        var out = new ArrayList<Out>();
        reply.step(out);
        assertThat(piece(1, 1, "")).isEmpty();
        assertThat(piece(1, 2, "late")).isEmpty();
        assertThat(piece(1001, 0, "Found")).isEqualTo("Found");
    }

    @Test
    void anEmptyReplyShowsNothing() {
        assertThat(finish("")).isEmpty();
    }

    @Test
    void escapesAreHarmlessHoweverTheyAreCut() {
        assertThat(piece(1, 0, "a\u001b")).isEqualTo("a\\u001b");
        assertThat(piece(1, 1, "[2Jb\r")).isEqualTo("[2Jb");
        assertThat(piece(1, 2, "\n\ud83c")).isEqualTo("\n");
        assertThat(piece(1, 3, "\udf19")).isEqualTo("🌙");
    }

    private String piece(long attempt, long seq, String data) {
        var out = new ArrayList<Out>();
        reply.piece(attempt, seq, data, out);
        return Frames.text(out);
    }

    private String finish(String whole) {
        var out = new ArrayList<Out>();
        reply.finish(whole, out);
        return Frames.text(out);
    }
}
