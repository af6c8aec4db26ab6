// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;

import dev.postern.api.json.JsonObject;
import dev.postern.cli.Shown;

/**
 * A terminal that can do nothing, or none at all: lines in, lines out, not one escape sequence. Replies go to standard output,
 * all else beside it. A pipe gets each reply as a whole, once it is one; and what comes from a pipe is never an answer to an
 * approval.
 */
final class Plain implements Front {
    private final BufferedReader in;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean isTyped;
    private final boolean isJson;
    private final StringBuilder reply = new StringBuilder();
    private final Attention attention = Attention.ofNow();
    private String told = "";
    private volatile boolean stopped;
    private boolean atLineStart = true;

    /**
     * On these.
     *
     * @param isTyped whether a person types and reads what is written
     * @param isJson whether each turn that ended is written as JSON, in place of its reply; then nobody types
     */
    Plain(BufferedReader in, PrintStream out, PrintStream err, boolean isTyped, boolean isJson) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.isTyped = isTyped && !isJson;
        this.isJson = isJson;
    }

    @Override
    public void show(Out next) {
        switch (next) {
            case Out.Text(var text) when isTyped -> {
                out.print(text);
                out.flush();
                atLineStart = text.endsWith("\n");
            }
            case Out.Text(var text) -> reply.append(text);
            case Out.End() when isTyped -> endLine();
            case Out.End() -> {
                if (!isJson) {
                    out.println(reply);
                    out.flush();
                }
                reply.setLength(0);
            }
            case Out.Again() when isTyped -> line(Out.Kind.NOTE, Out.Again.SAID);
            case Out.Again() -> reply.setLength(0);
            case Out.Line(var kind, var text) -> line(kind, text);
            case Out.Turn(var payload) -> ended(payload);
        }
    }

    private void ended(JsonObject turn) {
        if (isJson) {
            out.println(Shown.exact(turn));
            out.flush();
        }
    }

    private void line(Out.Kind kind, String text) {
        if (kind == Out.Kind.USER) {
            // whoever typed it has seen it
            return;
        }
        endLine();
        err.println(text);
        err.flush();
    }

    private void endLine() {
        if (!atLineStart) {
            out.println();
            out.flush();
            atLineStart = true;
        }
    }

    @Override
    public void live(Live live) {
        if (isTyped && !live.prompt().isEmpty() && !live.asked().equals(told)) {
            endLine();
            err.println(live.prompt());
            err.flush();
        }
        told = live.asked();
        attention.on(live.asked());
    }

    @Override
    public Input read() throws IOException {
        var text = new StringBuilder();
        while (!stopped) {
            var line = in.readLine();
            if (line == null) {
                return text.isEmpty() ? new Ended() : new Typed(text.toString(), "");
            }
            if (Lines.isContinued(line)) {
                text.append(line, 0, line.length() - 1).append('\n');
                continue;
            }
            text.append(line);
            return new Typed(text.toString(), isTyped ? attention.answered() : "");
        }
        return new Ended();
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public boolean isAsking() {
        return isTyped;
    }

    @Override
    public boolean isInTurns() {
        return !isTyped;
    }

    @Override
    public void close() {
        endLine();
    }
}
