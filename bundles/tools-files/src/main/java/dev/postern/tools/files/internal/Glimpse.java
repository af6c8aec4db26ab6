// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import java.util.Optional;
import java.util.stream.Collectors;

import dev.postern.api.tool.FileInfo;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;

/**
 * What somebody needs to see of a file or folder before it goes.
 *
 * @param info which
 * @param sha256 of a file that is not too large for it
 * @param text for people: what it is, and how it begins
 */
record Glimpse(FileInfo info, Optional<String> sha256, String text) {
    /** Beyond this nobody waits for a digest. */
    private static final int MAX_BYTES = 16 << 20;
    private static final int MAX_LINES = 20;
    private static final int MAX_LINE = 200;
    private static final int MAX_ENTRIES = 50;

    static Glimpse of(ToolContext context, FileInfo info) throws ToolException {
        if (info.folder()) {
            return new Glimpse(info, Optional.empty(), info.path() + "\n" + entries(context, info.path()));
        }
        var facts = info.path() + "\nfile, " + size(info) + ", changed " + info.modified() + "\n";
        if (info.size() > MAX_BYTES) {
            return new Glimpse(info, Optional.empty(), facts + "too large to be looked into\n");
        }
        var bytes = Content.of(context, info.path(), MAX_BYTES);
        var digest = Sha256.of(bytes);
        return new Glimpse(info, Optional.of(digest), facts + "SHA-256 " + digest + "\n" + beginning(bytes));
    }

    /** Refuses what is not as the caller saw it. */
    void check(Optional<String> expected) throws ToolException {
        if (expected.isEmpty()) {
            return;
        }
        if (info.folder()) {
            throw new ToolException("invalid_input", info.path() + " is a folder, which has no SHA-256");
        }
        if (sha256.isPresent() && !sha256.equals(expected)) {
            throw Sha256.changed(info.path(), "holds something else");
        }
    }

    /** In words: {@code 1 byte}, {@code 12 bytes}. */
    static String size(FileInfo info) {
        return info.size() == 1 ? "1 byte" : info.size() + " bytes";
    }

    private static String entries(ToolContext context, String path) throws ToolException {
        var found = context.files().list(path, MAX_ENTRIES + 1);
        if (found.isEmpty()) {
            return "folder, nothing in it that can be listed\n";
        }
        return "folder with " + (found.size() > MAX_ENTRIES ? "more than " + MAX_ENTRIES : found.size())
                + (found.size() == 1 ? " entry:\n" : " entries:\n")
                + found.stream()
                        .limit(MAX_ENTRIES)
                        .map(entry -> "| " + Paths.name(entry.path()) + (entry.folder() ? "/" : ", " + size(entry))
                                + "\n")
                        .collect(Collectors.joining());
    }

    private static String beginning(byte[] bytes) {
        var text = Utf8.decode(bytes).filter(whole -> whole.bytes() == bytes.length).map(Utf8::text);
        if (text.isEmpty()) {
            return "no text\n";
        }
        if (bytes.length == 0) {
            return "empty\n";
        }
        long lines = text.get().lines().count();
        return (lines > MAX_LINES ? "first " + MAX_LINES + " of " + lines + " lines:\n" : "its text:\n")
                + text.get().lines().limit(MAX_LINES).map(Glimpse::line).collect(Collectors.joining());
    }

    private static String line(String line) {
        return "| " + (line.length() <= MAX_LINE
                ? Unseen.shown(line)
                : Unseen.shown(line.substring(0, Excerpt.whole(line, MAX_LINE))) + "…") + "\n";
    }
}
