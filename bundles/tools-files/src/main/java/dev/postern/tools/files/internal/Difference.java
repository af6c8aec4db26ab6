package dev.postern.tools.files.internal;

import java.util.List;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;

/** The unified difference of two texts. */
final class Difference {
    private static final int CONTEXT_LINES = 3;

    private Difference() {}

    static String unified(String path, boolean exists, String before, String after) {
        var old = lines(before);
        var patch = DiffUtils.diff(old, lines(after));
        var unified = UnifiedDiffUtils.generateUnifiedDiff(
                exists ? "a/" + path : "/dev/null", "b/" + path, old, patch, CONTEXT_LINES);
        return unified.isEmpty() ? "" : String.join("\n", unified) + "\n";
    }

    /** Lines without their ends; a missing end of the last line is shown as git does. */
    private static List<String> lines(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        var lines = new java.util.ArrayList<>(List.of(text.split("\n", -1)));
        var last = lines.removeLast();
        if (!last.isEmpty()) {
            lines.add(last + "\n\\ No newline at end of file");
        }
        return lines;
    }
}
