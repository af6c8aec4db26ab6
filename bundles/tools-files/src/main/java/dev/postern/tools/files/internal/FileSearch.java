package dev.postern.tools.files.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Locale;
import java.util.regex.Pattern;

import dev.postern.api.tool.FileInfo;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;

/** One search: every bound of it is here, so that a large tree costs a bounded time and memory. */
final class FileSearch {
    private static final int MAX_FILES = 20_000;
    private static final int MAX_ENTRIES_A_FOLDER = 10_000;
    private static final int MAX_FILE_BYTES = 4 << 20;
    private static final int MAX_LINE = 400;

    private final ToolContext context;
    private final SearchFiles.Input input;
    private final String query;
    private final Pattern names;
    private final ArrayList<SearchFiles.Match> matches = new ArrayList<>();
    private int files;
    private boolean truncated;

    FileSearch(ToolContext context, SearchFiles.Input input) {
        this.context = context;
        this.input = input;
        this.query = folded(input.query());
        this.names = Pattern.compile(input.names().map(FileSearch::glob).orElse(".*"), Pattern.DOTALL);
    }

    SearchFiles.Output run() throws ToolException, InterruptedException {
        var folders = new ArrayDeque<String>();
        folders.add(input.path());
        while (!folders.isEmpty() && !full()) {
            context.cancellation().check();
            var entries = context.files().list(folders.remove(), MAX_ENTRIES_A_FOLDER);
            truncated |= entries.size() == MAX_ENTRIES_A_FOLDER;
            for (var entry : entries) {
                if (entry.folder()) {
                    folders.add(entry.path());
                } else if (names.matcher(name(entry)).matches() && !full()) {
                    search(entry);
                }
            }
        }
        truncated |= !folders.isEmpty();
        return new SearchFiles.Output(matches, files, truncated);
    }

    private boolean full() {
        boolean full = matches.size() >= input.limit() || files >= MAX_FILES;
        truncated |= full;
        return full;
    }

    private void search(FileInfo file) throws ToolException, InterruptedException {
        context.cancellation().check();
        files++;
        truncated |= file.size() > MAX_FILE_BYTES;
        var text = Utf8.decode(context.files().read(file.path(), 0, MAX_FILE_BYTES));
        if (text.isEmpty() || !folded(text.get()).contains(query)) {
            return;
        }
        int number = 0;
        for (var line : (Iterable<String>) text.get().lines()::iterator) {
            number++;
            if (folded(line).contains(query)) {
                if (matches.size() == input.limit()) {
                    truncated = true;
                    return;
                }
                matches.add(new SearchFiles.Match(
                        file.path(), number, line.substring(0, Math.min(line.length(), MAX_LINE))));
            }
        }
    }

    private String folded(String text) {
        return input.caseSensitive() ? text : text.toLowerCase(Locale.ROOT);
    }

    private static String name(FileInfo file) {
        return file.path().substring(file.path().lastIndexOf('/') + 1);
    }

    private static String glob(String names) {
        var regex = new StringBuilder();
        for (var c : names.split("")) {
            regex.append(
                    switch (c) {
                        case "*" -> ".*";
                        case "?" -> ".";
                        default -> Pattern.quote(c);
                    });
        }
        return regex.toString().replaceAll("(\\.\\*)+", ".*");
    }
}
