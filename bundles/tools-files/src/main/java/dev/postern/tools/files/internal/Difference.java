// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import java.util.ArrayList;
import java.util.List;

import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.ChangeDelta;
import com.github.difflib.patch.Chunk;
import com.github.difflib.patch.Patch;

/**
 * The unified difference of two texts.
 *
 * @param text as {@code diff -u} writes it, and of a long one the beginning; empty when they are the same
 * @param added how many lines come
 * @param removed how many lines go
 */
record Difference(String text, int added, int removed) {
    private static final int CONTEXT_LINES = 3;

    /** Finding the shortest difference takes time with the square of what differs; beyond this, all of it is replaced. */
    private static final int MAX_LINES_COMPARED = 6_000;

    /** What is shown of it; as JSON at most six times as many bytes. */
    private static final int MAX_TEXT = 150_000;

    /**
     * Compares.
     *
     * @param before the heading of what was there: {@code a/} and its path, or {@code /dev/null}
     * @param path of what comes
     */
    static Difference of(String before, String path, String oldText, String newText) {
        var old = lines(oldText);
        var revised = lines(newText);
        var patch = patch(old, revised);
        var unified = UnifiedDiffUtils.generateUnifiedDiff(
                before, "b/" + path, old, patch, CONTEXT_LINES);
        if (!unified.isEmpty()) {
            // of a text without lines, the place is 0
            unified.set(2, unified.get(2).replace(" -1,0 ", " -0,0 ").replace(" +1,0 ", " +0,0 "));
        }
        return new Difference(
                unified.isEmpty() ? "" : cut(String.join("\n", unified) + "\n"),
                patch.getDeltas().stream().mapToInt(delta -> delta.getTarget().size()).sum(),
                patch.getDeltas().stream().mapToInt(delta -> delta.getSource().size()).sum());
    }

    private static String cut(String text) {
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        int line = text.lastIndexOf('\n', MAX_TEXT) + 1;
        boolean within = line < MAX_TEXT / 2;
        int end = within ? Excerpt.whole(text, MAX_TEXT) : line;
        return text.substring(0, end) + (within ? "…\n" : "") + "… and "
                + text.substring(end).lines().count() + " lines more that are not shown\n";
    }

    private static Patch<String> patch(List<String> old, List<String> revised) {
        int shorter = Math.min(old.size(), revised.size());
        int head = 0;
        while (head < shorter && old.get(head).equals(revised.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && old.get(old.size() - 1 - tail).equals(revised.get(revised.size() - 1 - tail))) {
            tail++;
        }
        int from = old.size() - tail;
        int to = revised.size() - tail;
        if (from - head + to - head > MAX_LINES_COMPARED) {
            var whole = new Patch<String>();
            whole.addDelta(change(old, head, from, revised, head, to));
            return whole;
        }
        return joined(
                Patch.generate(
                        old, revised, new MyersDiffWithLinearSpace<String>().computeDiff(old, revised, null)),
                old, revised);
    }

    /** What is added and removed at one place as one change: what goes stands before what comes, as people expect. */
    private static Patch<String> joined(Patch<String> patch, List<String> old, List<String> revised) {
        var joined = new ArrayList<AbstractDelta<String>>();
        for (var delta : patch.getDeltas()) {
            var last = joined.isEmpty() ? delta : joined.getLast();
            if (end(last.getSource()) == delta.getSource().getPosition()
                    && end(last.getTarget()) == delta.getTarget().getPosition()) {
                joined.removeLast();
                joined.add(change(
                        old, last.getSource().getPosition(), end(delta.getSource()),
                        revised, last.getTarget().getPosition(), end(delta.getTarget())));
            } else {
                joined.add(delta);
            }
        }
        var result = new Patch<String>();
        joined.forEach(result::addDelta);
        return result;
    }

    private static int end(Chunk<String> chunk) {
        return chunk.getPosition() + chunk.size();
    }

    private static AbstractDelta<String> change(
            List<String> old, int oldFrom, int oldTo, List<String> revised, int revisedFrom, int revisedTo) {
        return new ChangeDelta<>(
                new Chunk<>(oldFrom, old.subList(oldFrom, oldTo)),
                new Chunk<>(revisedFrom, revised.subList(revisedFrom, revisedTo)));
    }

    /** Lines without their ends; a missing end of the last line is shown as git does. */
    private static List<String> lines(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        var lines = new ArrayList<>(List.of(text.split("\n", -1)));
        var last = lines.removeLast();
        if (!last.isEmpty()) {
            lines.add(last + "\n\\ No newline at end of file");
        }
        return lines;
    }
}
