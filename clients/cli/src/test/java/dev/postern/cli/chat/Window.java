// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

import org.jline.terminal.Size;
import org.jline.terminal.impl.ExternalTerminal;
import org.jline.utils.ScreenTerminal;

/** A terminal with a keyboard and a screen, without a system below it. */
final class Window extends OutputStream {
    private static final int ROWS = 30;

    private final PipedOutputStream keyboard = new PipedOutputStream();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final StringBuilder written = new StringBuilder();
    private final ScreenTerminal screen;
    private final ExternalTerminal terminal;
    private final int columns;

    Window(int columns) throws IOException {
        this.columns = columns;
        screen = new ScreenTerminal(columns, ROWS);
        terminal = new ExternalTerminal("test", "xterm-256color", new PipedInputStream(keyboard), this,
                StandardCharsets.UTF_8);
        terminal.setSize(new Size(columns, ROWS));
    }

    ExternalTerminal terminal() {
        return terminal;
    }

    void type(String keys) throws IOException {
        keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    @Override
    public synchronized void write(int b) {
        bytes.write(b);
    }

    @Override
    public synchronized void flush() {
        var text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        written.append(text);
        screen.write(text);
    }

    /** Waits until this stands there. */
    void await(String text) throws InterruptedException {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!shown().contains(text)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + text + "; on the screen:\n" + shown());
            }
            Thread.sleep(5);
        }
    }

    /** All that was ever written. */
    synchronized String written() {
        return written.toString();
    }

    /** What stands there, without empty rows at the end. */
    synchronized String shown() {
        var cells = new long[columns * ROWS];
        screen.dump(cells, 0, 0, ROWS, columns, null);
        var text = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            int c = (int) cells[i];
            if (c != 0) {
                text.appendCodePoint(c);
            }
            if ((i + 1) % columns == 0) {
                text.append('\n');
            }
        }
        return text.toString().lines().map(String::stripTrailing).collect(Collectors.joining("\n")).stripTrailing();
    }
}
