// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.io.IOException;
import java.util.Objects;

import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.Completer;
import org.jline.reader.History;
import org.jline.reader.Reference;
import org.jline.reader.Widget;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/** The line that is typed, below rows that change meanwhile. */
final class Editor extends LineReaderImpl {
    private static final String HOLD = "postern-hold";
    private static final String NEW_LINE = "postern-new-line";
    /** Alt-Enter, as terminals send it. */
    private static final String[] ALT_ENTER = {"\033\r", "\033\n"};

    private final Runnable holdKey;
    private AttributedString rows = AttributedString.EMPTY;
    private boolean isHold;
    private volatile @Nullable Thread reader;

    Editor(Terminal terminal, History history, Completer completer, Runnable holdKey) throws IOException {
        super(terminal, "postern");
        this.holdKey = holdKey;
        setHistory(history);
        setCompleter(completer);
        setParser(new Words());
        // the person's own words are shown again above, as what they are
        option(Option.ERASE_LINE_ON_FINISH, true);
        option(Option.DISABLE_EVENT_EXPANSION, true);
        option(Option.HISTORY_IGNORE_SPACE, true);
        option(Option.AUTO_FRESH_LINE, false);
        option(Option.INSERT_TAB, false);
        setVariable(SECONDARY_PROMPT_PATTERN, "· ");
        getWidgets().put(HOLD, (Widget) this::hold);
        getWidgets().put(NEW_LINE, (Widget) this::newLine);
        main().bind(new Reference(NEW_LINE), ALT_ENTER);
        main().bind(new Reference(NEW_LINE), KeyMap.ctrl('O'));
    }

    private KeyMap<Binding> main() {
        return Objects.requireNonNull(getKeyMaps().get(MAIN));
    }

    /** Keeps so many lines in a file. */
    void remember(java.nio.file.Path file, int most) {
        setVariable(HISTORY_FILE, file);
        setVariable(HISTORY_SIZE, most);
        setVariable(HISTORY_FILE_SIZE, most);
    }

    /** Reads a line that begins with this. */
    String readOn(String begun) {
        reader = Thread.currentThread();
        try {
            return readLine("", null, (Character) null, begun);
        } finally {
            reader = null;
        }
    }

    @Override
    public void setPrompt(@Nullable String ignored) {
        lock.lock();
        try {
            prompt = rows;
        } finally {
            lock.unlock();
        }
    }

    /** Other rows stand above the line from now on, and before it. */
    void draw(AttributedString now) {
        lock.lock();
        try {
            rows = now;
            // also where reading has begun and nothing is drawn yet
            prompt = now;
            if (reading) {
                redisplay(true);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the key for holds has its meaning, or none, where no text is. */
    void hold(boolean isMeant, boolean isSwallowed) {
        boolean now = isMeant || isSwallowed;
        if (now != isHold) {
            isHold = now;
            // bound only then: a search in the history knows what inserts itself, and ends at anything else
            main().bind(new Reference(now ? HOLD : SELF_INSERT), " ");
        }
    }

    @Override
    public Binding readBinding(KeyMap<Binding> keys, @Nullable KeyMap<Binding> local) {
        var binding = super.readBinding(keys, local);
        boolean isLonger = searchTerm != null && binding instanceof Reference insert
                && insert.name().equals(SELF_INSERT);
        if (isLonger && searchBackward) {
            // the library finds the first place in a line and then looks before it only: a longer word further on is missed
            buf.cursor(buf.length());
        }
        return binding;
    }

    private boolean hold() {
        if (buf.length() > 0) {
            buf.write(' ');
        } else {
            holdKey.run();
        }
        return true;
    }

    private boolean newLine() {
        buf.write('\n');
        return true;
    }

    /** Ends reading. */
    void stop() {
        var thread = reader;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
