// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

import dev.postern.api.tool.FileInfo;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;

/** One search: its bounds on the tree are here, so that a large one costs a bounded time and memory. */
final class FileSearch {
    private static final int MAX_FILES = 20_000;
    private static final int MAX_FOLDERS = 10_000;
    private static final int MAX_ENTRIES_A_FOLDER = 10_000;
    private static final int LINES_BETWEEN_LOOKS = 256;

    /** What is found takes at most six times as many bytes as JSON, which the tool's output limit must hold. */
    private static final int MAX_FOUND = 250_000;

    private final ToolContext context;
    private final SearchFiles.Input input;
    private final LineQuery query;
    private final Glob names;
    private final List<SearchFiles.Match> matches = new ArrayList<>();
    private final ArrayDeque<String> folders = new ArrayDeque<>();
    private int files;
    private int found;
    private boolean truncated;

    FileSearch(ToolContext context, SearchFiles.Input input) throws ToolException {
        this.context = context;
        this.input = input;
        this.query = LineQuery.of(input, context.cancellation());
        this.names = new Glob(input.names().orElse("*"));
    }

    SearchFiles.Output run() throws ToolException, InterruptedException {
        var start = Paths.existing(context, input.path());
        if (start.folder()) {
            searchBelow(start);
        } else {
            search(start);
        }
        return new SearchFiles.Output(matches, files, truncated);
    }

    private void searchBelow(FileInfo start) throws ToolException, InterruptedException {
        folders.add(start.path());
        for (int visited = 0; !folders.isEmpty() && !full(); visited++) {
            if (visited == MAX_FOLDERS) {
                truncated = true;
                return;
            }
            visit(folders.remove());
        }
    }

    private void visit(String folder) throws ToolException, InterruptedException {
        context.cancellation().check();
        var entries = context.files().list(folder, MAX_ENTRIES_A_FOLDER);
        truncated |= entries.size() == MAX_ENTRIES_A_FOLDER;
        for (var entry : entries) {
            if (full()) {
                return;
            }
            if (!entry.folder()) {
                if (names.matches(Paths.name(entry.path()))) {
                    search(entry);
                }
            } else if (folders.size() < MAX_FOLDERS) {
                folders.add(entry.path());
            } else {
                truncated = true;
            }
        }
    }

    /** Whether to stop; there may have been more then. */
    private boolean full() {
        boolean full = matches.size() >= input.limit() || found >= MAX_FOUND || files >= MAX_FILES;
        truncated |= full;
        return full;
    }

    private void search(FileInfo file) throws ToolException, InterruptedException {
        context.cancellation().check();
        files++;
        truncated |= file.size() > input.maxFileBytes();
        var text = Utf8.decode(context.files().read(file.path(), 0, input.maxFileBytes()));
        if (text.isEmpty() || !query.mayBeIn(text.get().text())) {
            return;
        }
        int number = 0;
        for (var line : (Iterable<String>) text.get().text().lines()::iterator) {
            if (++number % LINES_BETWEEN_LOOKS == 0) {
                context.cancellation().check();
            }
            int at = query.find(line, file.path());
            if (at < 0) {
                continue;
            }
            if (full()) {
                return;
            }
            var match = new SearchFiles.Match(file.path(), number, Excerpt.of(line, at));
            matches.add(match);
            found += match.path().length() + match.text().length();
        }
    }
}
