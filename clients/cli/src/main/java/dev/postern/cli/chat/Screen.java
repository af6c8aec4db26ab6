// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.History;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.WCWidth;

/**
 * A real terminal. What is done with stands above and scrolls away; below it are the row of the reply that is being written,
 * what is going on, and the line that is typed. Only those are ever drawn again.
 */
final class Screen implements Front {
    private static final String PROMPT = "› ";
    private static final String BORDER = "│ ";
    /** The library tells of one Ctrl-C twice when keys follow it at once; nobody presses it twice so fast. */
    private static final long ECHO_NANOS = 60_000_000;
    private static final String[] SPIN = {"⠋", "⠙", "⠸", "⠴", "⠦", "⠇"};

    /** How lines look, as parameters of SGR (ECMA-48); the library would draw boxes in characters of its own. */
    private static final Map<Out.Kind, String> STYLES = Map.of(Out.Kind.USER, "1", Out.Kind.CALL, "36",
            Out.Kind.RESULT, "32", Out.Kind.FAILED, "31", Out.Kind.ASK, "33", Out.Kind.NOTE, "2", Out.Kind.ERROR,
            "1;31",
            Out.Kind.PAST, "2");

    private final Terminal terminal;
    private final Editor editor;
    private final boolean isColoured;
    private final Rows rows = new Rows(WCWidth::wcwidth);
    private final StringBuilder above = new StringBuilder();
    private final Attention attention = Attention.ofNow();
    private Live live = Live.NOTHING;
    private String drawn = "";
    private String typed = "";
    private volatile boolean stopped;
    private volatile boolean isInterrupted;
    private long interruptedAt = System.nanoTime() - ECHO_NANOS;

    /**
     * On a terminal.
     *
     * @param isColoured whether there may be colours, which {@code NO_COLOR} forbids
     * @param holdKey is told each time that the key for holds comes
     */
    Screen(Terminal terminal, boolean isColoured, History history, Completer completer, Consumer<Long> holdKey)
            throws IOException {
        this.terminal = terminal;
        this.isColoured = isColoured;
        editor = new Editor(terminal, history, completer, () -> holdKey.accept(System.nanoTime() / 1_000_000));
        // for good, so that nothing is echoed between two lines, and no signal ends us there
        terminal.enterRawMode();
        terminal.handle(Terminal.Signal.INT, signal -> isInterrupted = true);
    }

    /** Keeps what is typed for the next time; where the disk takes nothing, only until the end. */
    void remember(Remembered remembered, int most) {
        try {
            editor.remember(remembered.history(), most);
        } catch (IOException e) {
            show(Out.note("What you type is not remembered: " + dev.postern.cli.Shown.line(e.toString())));
        }
    }

    @Override
    public void show(Out out) {
        int columns = columns();
        switch (out) {
            case Out.Text(var text) -> rows.take(text, columns).forEach(row -> above(row, ""));
            case Out.End() -> endRow();
            case Out.Again() -> {
                endRow();
                line(Out.Kind.NOTE, Out.Again.SAID, columns);
            }
            case Out.Line(var kind, var text) -> {
                // a row of the reply that is not full stays below, and whole
                if (kind == Out.Kind.USER) {
                    above("", "");
                }
                line(kind, text, columns);
            }
            case Out.Turn unused -> {
                // seen by what it said
            }
        }
    }

    private void line(Out.Kind kind, String text, int columns) {
        var style = STYLES.getOrDefault(kind, "");
        if (kind.isFolded()) {
            above(Rows.cut(text, columns, WCWidth::wcwidth), style);
            return;
        }
        // what is asked keeps its border, also where it takes more rows: no text of a call begins one
        var border = kind == Out.Kind.ASK ? BORDER : "";
        for (var each : text.split("\n", -1)) {
            var all = Rows.of(each, columns - border.length(), WCWidth::wcwidth);
            above(all.getFirst(), style);
            all.stream().skip(1).forEach(row -> above(border + row, style));
        }
    }

    private void endRow() {
        if (!rows.row().isEmpty()) {
            above(rows.rest(), "");
        }
    }

    private void above(String row, String style) {
        if (isColoured && !style.isEmpty()) {
            above.append("\u001b[").append(style).append('m').append(row).append("\u001b[0m\n");
        } else {
            above.append(row).append('\n');
        }
    }

    @Override
    public void live(Live now) {
        live = now;
        attention.on(now.asked());
        editor.hold(now.isHold(), now.swallows());
        if (!above.isEmpty()) {
            editor.printAbove(above.toString());
            above.setLength(0);
        }
        var prompt = prompt();
        var text = prompt.toAnsi();
        if (!text.equals(drawn)) {
            drawn = text;
            editor.draw(prompt);
        }
    }

    private AttributedString prompt() {
        int columns = columns();
        var prompt = new AttributedStringBuilder();
        if (!rows.row().isEmpty()) {
            prompt.append(rows.row()).append("\n");
        }
        if (!live.activity().isEmpty()) {
            long now = System.nanoTime() / 250_000_000L;
            var activity = SPIN[(int) (now % SPIN.length)] + " " + live.activity();
            prompt.styled(style(AttributedStyle.DEFAULT.faint()), Rows.cut(activity, columns, WCWidth::wcwidth))
                    .append("\n");
        }
        if (!live.prompt().isEmpty()) {
            Rows.of(live.prompt(), columns, WCWidth::wcwidth).forEach(row -> prompt
                    .styled(style(AttributedStyle.BOLD.foreground(AttributedStyle.YELLOW)), row).append("\n"));
        }
        return prompt.styled(style(AttributedStyle.BOLD), PROMPT).toAttributedString();
    }

    private AttributedStyle style(AttributedStyle style) {
        return isColoured ? style : AttributedStyle.DEFAULT;
    }

    private int columns() {
        int columns = terminal.getWidth();
        return columns > 0 ? columns : 80;
    }

    @Override
    public Input read() throws IOException {
        if (stopped) {
            return new Ended();
        }
        if (isInterrupted) {
            isInterrupted = false;
            return new Interrupt(false);
        }
        while (true) {
            try {
                var text = editor.readOn(typed);
                typed = "";
                return new Typed(Lines.joined(text), attention.answered());
            } catch (UserInterruptException e) {
                var text = e.getPartialLine() == null ? "" : e.getPartialLine();
                Thread.interrupted();
                if (stopped) {
                    return new Ended();
                }
                long now = System.nanoTime();
                boolean isEcho = now - interruptedAt < ECHO_NANOS;
                interruptedAt = now;
                // what is typed stays while a turn is stopped, and goes when there is none
                typed = isEcho || !live.activity().isEmpty() ? text : "";
                if (!isEcho) {
                    return new Interrupt(!text.isBlank());
                }
            } catch (EndOfFileException e) {
                return new Ended();
            }
        }
    }

    @Override
    public void stop() {
        stopped = true;
        editor.stop();
    }

    @Override
    public boolean isAsking() {
        return true;
    }

    @Override
    public boolean isInTurns() {
        return false;
    }

    @Override
    public void close() throws IOException {
        endRow();
        if (!above.isEmpty()) {
            editor.printAbove(above.toString());
        }
        terminal.close();
    }
}
