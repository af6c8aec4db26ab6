// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.message.Origin;
import org.junit.jupiter.api.Test;

class ExtractTest {
    @Test
    void tellsOfEachTurnWhatWasAskedDoneAndAnswered() {
        var turns = List.of(turn("How late\nis it?", List.of("time.now (finished)"), "It is noon."),
                turn("Thanks.", List.of(), ""));
        assertThat(Extract.of(Optional.empty(), turns, 1_000)).isEqualTo("""
                - asked: How late is it? | called: time.now (finished) | answered: It is noon.
                - asked: Thanks.""");
        assertThat(Extract.of(Optional.empty(), turns, 1_000)).isEqualTo(Extract.of(Optional.empty(), turns, 1_000));
    }

    @Test
    void takesWholeSentencesAsFarAsTheyFit() {
        var first = "This is the first sentence, which is long enough to matter to somebody who reads it.";
        var text = first + " " + "And here is more of it. ".repeat(20);
        var line = Extract.of(Optional.empty(), List.of(turn(text, List.of(), "x".repeat(500))), 1_000);
        assertThat(line).contains("asked: " + first + " And here is more of it. ").contains("of it. | answered: xxx")
                .endsWith("x…").hasSizeLessThan(450);
    }

    @Test
    void dropsTheOldestLinesAndSaysSo() {
        var turns = new ArrayList<TurnText>();
        for (int i = 0; i < 50; i++) {
            turns.add(turn("question " + i, List.of(), "answer " + i));
        }
        var text = Extract.of(Optional.of("- asked: long ago"), turns, 400);
        assertThat(text).startsWith("(Earlier turns are left out.)\n").endsWith("answer 49").doesNotContain("long ago")
                .hasSizeLessThanOrEqualTo(400);
        var more = Extract.of(Optional.of(text), List.of(turn("one more", List.of(), "yes")), 400);
        assertThat(more).startsWith("(Earlier turns are left out.)\n").endsWith("one more | answered: yes")
                .containsOnlyOnce("left out").hasSizeLessThanOrEqualTo(400);
    }

    @Test
    void keepsWhatAModelWroteBefore() {
        assertThat(Extract.of(Optional.of("The person plans a trip."), List.of(turn("When?", List.of(), "May.")), 400))
                .isEqualTo("The person plans a trip.\n- asked: When? | answered: May.");
    }

    @Test
    void cutsNoCharacterInHalf() {
        var line = Extract.of(Optional.empty(), List.of(turn("😀".repeat(200), List.of(), "")), 200);
        assertThat(line).hasSizeLessThanOrEqualTo(200);
        assertThat(line.codePoints().filter(point -> point >= 0xD800 && point <= 0xDFFF)).isEmpty();
    }

    private static TurnText turn(String said, List<String> calls, String reply) {
        return new TurnText("t_1", said, calls, reply, Origin.PERSON, 1, 2);
    }
}
