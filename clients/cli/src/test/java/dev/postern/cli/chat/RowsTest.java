// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.jline.utils.WCWidth;
import org.junit.jupiter.api.Test;

class RowsTest {
    private final Rows rows = new Rows(WCWidth::wcwidth);

    @Test
    void breaksBetweenWords() {
        assertThat(rows.take("the quick brown fox", 11)).containsExactly("the quick");
        assertThat(rows.row()).isEqualTo("brown fox");
    }

    @Test
    void goesOnWithWhatComes() {
        assertThat(rows.take("one two", 11)).isEmpty();
        assertThat(rows.take(" three\nfour", 11)).containsExactly("one two", "three");
        assertThat(rows.rest()).isEqualTo("four");
        assertThat(rows.row()).isEmpty();
    }

    @Test
    void breaksWordsThatFitNoRow() {
        assertThat(Rows.of("x".repeat(25), 11, WCWidth::wcwidth)).containsExactly("x".repeat(10), "x".repeat(10),
                "x".repeat(5));
    }

    @Test
    void countsWideCharactersAsTwo() {
        assertThat(Rows.of("東京東京東京", 11, WCWidth::wcwidth)).containsExactly("東京東京東", "京");
    }

    @Test
    void endsARowOfMarksWithoutWidth() {
        assertThat(rows.take("a" + "\u0301".repeat(1_000), 11)).isNotEmpty()
                .allSatisfy(row -> assertThat(row.length()).isLessThan(100));
    }

    @Test
    void keepsEmptyLines() {
        assertThat(rows.take("a\n\nb\n", 80)).containsExactly("a", "", "b");
        assertThat(Rows.of("", 80, WCWidth::wcwidth)).isEqualTo(List.of(""));
    }

    @Test
    void cutsWhatIsFolded() {
        assertThat(Rows.cut("0123456789", 11, WCWidth::wcwidth)).isEqualTo("0123456789");
        assertThat(Rows.cut("0123456789a", 11, WCWidth::wcwidth)).isEqualTo("012345678…");
        assertThat(Rows.cut("東京東京東京", 11, WCWidth::wcwidth)).isEqualTo("東京東京…");
    }
}
