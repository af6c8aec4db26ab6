// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.jline.utils.ScreenTerminal;

/**
 * A command of the distribution at a terminal of its own, which {@code script} of util-linux makes, and a screen that does
 * what the command tells the terminal. The screen is so high that nothing scrolls away.
 */
public final class PseudoTerminal implements AutoCloseable {
    private static final int ROWS = 150;

    private final Path tty;
    private final Process process;
    private final OutputStream keyboard;
    private final ScreenTerminal screen;
    private int columns;
    private final StringBuilder written = new StringBuilder();

    private PseudoTerminal(Path tty, int columns, Process process) {
        this.tty = tty;
        this.process = process;
        this.keyboard = process.getOutputStream();
        this.columns = columns;
        this.screen = new ScreenTerminal(columns, ROWS);
        Thread.ofPlatform().daemon().start(this::watch);
    }

    /** Runs {@code ./postern} with these arguments, which hold no quotation marks. */
    public static PseudoTerminal run(Gateway gateway, int columns, Map<String, String> environment, String... arguments)
            throws Exception {
        var tty = Files.createTempFile("postern-tty", "");
        var command = "stty rows " + ROWS + " cols " + columns + "; tty > " + tty + "; exec '"
                + Distribution.folder().resolve("postern") + "' " + String.join(" ", arguments);
        var builder = new ProcessBuilder("script", "-qefc", command, "/dev/null").redirectErrorStream(true);
        builder.environment().put("POSTERN_HOME", gateway.home().toString());
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().putAll(environment);
        return new PseudoTerminal(tty, columns, builder.start());
    }

    private void watch() {
        var piece = new char[4_096];
        try (Reader out = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int read = out.read(piece); read >= 0; read = out.read(piece)) {
                synchronized (written) {
                    written.append(piece, 0, read);
                    screen.write(new String(piece, 0, read));
                }
                // what a terminal says of itself when it is asked
                var answer = screen.read();
                if (answer != null && !answer.isEmpty()) {
                    type(answer);
                }
            }
        } catch (IOException gone) {
            // it ended
        }
    }

    /** Presses keys. */
    public PseudoTerminal type(String keys) throws IOException {
        synchronized (keyboard) {
            keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
        }
        return this;
    }

    /** Makes the window as wide. */
    public void resize(int columns) throws Exception {
        synchronized (written) {
            this.columns = columns;
            screen.setSize(columns, ROWS);
        }
        var stty = new ProcessBuilder("stty", "-F", Files.readString(tty).strip(), "cols", String.valueOf(columns))
                .inheritIO().start();
        if (stty.waitFor() != 0) {
            throw new IOException("the terminal cannot be resized");
        }
    }

    /** What stands on the screen, without what is empty. */
    public String screen() {
        synchronized (written) {
            var cells = new long[columns * ROWS];
            screen.dump(cells, 0, 0, ROWS, columns, null);
            var text = new StringBuilder();
            for (int i = 0; i < cells.length; i++) {
                int c = (int) cells[i];
                // the second half of a wide character holds nothing
                if (c != 0) {
                    text.appendCodePoint(c);
                }
                if ((i + 1) % columns == 0) {
                    text.append('\n');
                }
            }
            return text.toString().lines().map(String::stripTrailing).filter(line -> !line.isEmpty())
                    .collect(Collectors.joining("\n"));
        }
    }

    /** The lines of the screen that hold this. */
    public List<String> lines(String with) {
        return screen().lines().filter(line -> line.contains(with)).toList();
    }

    /** All that was written to it, as it came. */
    public String written() {
        synchronized (written) {
            return written.toString();
        }
    }

    /** Waits until this stands on the screen. */
    public PseudoTerminal await(String text) throws Exception {
        return await(text, () -> screen().contains(text));
    }

    /** Waits until this is so; on failure the screen is told. */
    public PseudoTerminal await(String what, Await.Condition condition) throws Exception {
        try {
            Await.until(what, java.time.Duration.ofSeconds(90), condition);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; the screen:\n" + screen(), e);
        }
        return this;
    }

    /** Waits for its end and gives its exit code. */
    public int awaitExit() throws Exception {
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end; the screen:\n" + screen());
        }
        return process.exitValue();
    }

    @Override
    public void close() throws Exception {
        // its terminal goes with it, and so does who sits there
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        Files.deleteIfExists(tty);
    }
}
