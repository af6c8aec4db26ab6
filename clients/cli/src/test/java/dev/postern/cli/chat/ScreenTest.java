// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.jline.reader.impl.history.DefaultHistory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person sees on a terminal of 40 columns, and what their keys do. */
class ScreenTest {
    private static final Front.Live RUNNING = new Front.Live("thinking", "", "", false, false);
    private static final Front.Live HOLD = new Front.Live("", "a_1", "hold it", true, false);

    private final List<Long> held = new CopyOnWriteArrayList<>();
    private Window window;
    private Screen screen;

    @BeforeEach
    void open() throws Exception {
        open(true);
    }

    private void open(boolean isColoured) throws Exception {
        window = new Window(40);
        screen = new Screen(window.terminal(), isColoured, new DefaultHistory(), (reader, line, candidates) -> {},
                held::add);
    }

    @AfterEach
    void close() throws Exception {
        screen.stop();
        screen.close();
    }

    @Test
    void drawsAgainOnlyTheLastRows() throws Exception {
        var input = read();
        screen.show(new Out.Line(Out.Kind.USER, "› Hi"));
        screen.show(new Out.Text("It is a fine day, and this row is too long"));
        screen.live(RUNNING);
        awaitShown("\n› Hi\nIt is a fine day, and this row is too\nlong\n⠋ thinking\n›");
        window.type("typed");
        screen.show(new Out.Text(" for it.\nNext"));
        screen.live(RUNNING);
        awaitShown("\n› Hi\nIt is a fine day, and this row is too\nlong for it.\nNext\n⠋ thinking\n› typed");
        screen.show(Out.note("beside it"));
        screen.show(new Out.Text(" row"));
        screen.show(new Out.End());
        screen.show(new Out.Line(Out.Kind.CALL, "▸ 1 " + "wide 東京 ".repeat(9)));
        screen.live(Front.Live.NOTHING);
        awaitShown("\n› Hi\nIt is a fine day, and this row is too\nlong for it.\nbeside it\n"
                + "Next row\n" + "▸ 1 wide 東京 wide 東京 wide 東京 wide…\n› typed");
        window.type(" on\r");
        assertThat(input.get(60, TimeUnit.SECONDS)).isEqualTo(new Front.Typed("typed on", ""));
    }

    @Test
    void findsWhatStandsFurtherOnInANewerLine() throws Exception {
        for (var line : List.of("abolish it", "What is that about?")) {
            var input = read();
            screen.live(Front.Live.NOTHING);
            window.type(line + "\r");
            assertThat(((Front.Typed) input.get(60, TimeUnit.SECONDS)).text()).isEqualTo(line);
        }
        var input = read();
        window.type("\u0012abo\r");
        assertThat(((Front.Typed) input.get(60, TimeUnit.SECONDS)).text()).isEqualTo("What is that about?");
        input = read();
        window.type("\u0012abo\u0012\r");
        assertThat(((Front.Typed) input.get(60, TimeUnit.SECONDS)).text()).isEqualTo("abolish it");
    }

    @Test
    void whatIsAskedKeepsItsBorderInEveryRow() throws Exception {
        var input = read();
        screen.show(new Out.Line(Out.Kind.ASK, "│ path  \"" + "word ".repeat(12) + "└ low risk\""));
        screen.live(Front.Live.NOTHING);
        window.await("risk\"");
        var rows = window.shown().lines().filter(row -> !row.isBlank() && !row.startsWith("›")).toList();
        assertThat(rows).hasSizeGreaterThan(1).allSatisfy(row -> assertThat(row).startsWith("│ "));
        assertThat(String.join(" ", rows)).contains("└");
        window.type("n\r");
        assertThat(((Front.Typed) input.get(60, TimeUnit.SECONDS)).text()).isEqualTo("n");
    }

    @Test
    void hasNoColoursWhereNoneAreWanted() throws Exception {
        close();
        open(false);
        read();
        for (var kind : Out.Kind.values()) {
            screen.show(new Out.Line(kind, kind.name()));
        }
        screen.live(new Front.Live("thinking", "a_1", "allow?", false, false));
        window.type("text");
        window.await("› text");
        assertThat(window.written()).doesNotContainPattern("\u001b\\[(?!0?m)[0-9;]*m");
    }

    @Test
    void takesLinesOfSeveralLines() throws Exception {
        var input = read();
        screen.live(Front.Live.NOTHING);
        window.await("›");
        window.type("one \\\rtwo\u001b\rthree\u001b[200~pasted\nlines\u001b[201~\r");
        assertThat(input.get(60, TimeUnit.SECONDS))
                .isEqualTo(new Front.Typed("one \ntwo\nthreepasted\nlines", ""));
    }

    @Test
    void theSpaceBarHoldsWhereNothingIsTyped() throws Exception {
        var input = read();
        screen.live(HOLD);
        window.await("hold it");
        window.type("   ");
        await(() -> held.size() == 3);
        window.type("a b\r");
        assertThat(((Front.Typed) input.get(60, TimeUnit.SECONDS)).text()).isEqualTo("a b");
        assertThat(held).hasSize(3);
    }

    @Test
    void aSpaceIsSearchedFor() throws Exception {
        var input = read();
        screen.live(Front.Live.NOTHING);
        window.type("one two\r");
        assertThat(((Front.Typed) input.get(60, TimeUnit.SECONDS)).text()).isEqualTo("one two");
        screen.live(HOLD);
        screen.live(Front.Live.NOTHING);
        input = read();
        window.type("\u0012e t\r");
        assertThat(((Front.Typed) input.get(60, TimeUnit.SECONDS)).text()).isEqualTo("one two");
    }

    @Test
    void aLineIsAnAnswerToWhatStoodThereLongEnough() throws Exception {
        var input = read();
        screen.live(HOLD);
        window.type("n\r");
        assertThat(input.get(60, TimeUnit.SECONDS)).isEqualTo(new Front.Typed("n", ""));
        Thread.sleep(Attention.READING_MS); // the time itself is what is tested
        input = read();
        window.type("n\r");
        assertThat(input.get(60, TimeUnit.SECONDS)).isEqualTo(new Front.Typed("n", "a_1"));
    }

    @Test
    void ctrlCKeepsWhatIsTypedWhileATurnRuns() throws Exception {
        screen.live(RUNNING);
        var input = read();
        window.type("half");
        window.await("› half");
        window.type("\u0003");
        assertThat(input.get(60, TimeUnit.SECONDS)).isEqualTo(new Front.Interrupt(true));
        input = read();
        window.await("› half");
        screen.live(Front.Live.NOTHING);
        Thread.sleep(100); // nobody is faster, and what is faster is nobody
        window.type("\u0003");
        assertThat(input.get(60, TimeUnit.SECONDS)).isEqualTo(new Front.Interrupt(true));
        input = read();
        window.type("\u0004");
        assertThat(input.get(60, TimeUnit.SECONDS)).isEqualTo(new Front.Ended());
    }

    @Test
    void perCentAndTildeInAReplyAreNoPatternsOfAPrompt() throws Exception {
        read();
        screen.show(new Out.Text("100% ~ %F{red} !x"));
        screen.live(RUNNING);
        window.await("100% ~ %F{red} !x\n");
    }

    private CompletableFuture<Front.Input> read() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return screen.read();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }, task -> Thread.ofPlatform().daemon().start(task));
    }

    private void awaitShown(String text) throws Exception {
        await(() -> window.shown().replaceAll("[⠙⠸⠴⠦⠇]", "⠋").equals(text));
    }

    private void await(java.util.function.Supplier<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.get()) {
            assertThat(System.nanoTime()).as("in vain; on the screen:\n%s", window.shown()).isLessThan(end);
            Thread.sleep(5);
        }
    }
}
