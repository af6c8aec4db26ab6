// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webchat.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** The application's files: the bundle's own, read once, or those of a folder that somebody works in. */
final class Pages {
    /** Nothing hidden, nothing above, one folder deep: a name that is none of these is no file, whatever lies there. */
    private static final Pattern NAME = Pattern.compile("(?:[a-z]{1,32}/)?[a-z][a-z-]{0,63}\\.(?:html|js|css|svg)");
    private static final String FOLDER = "/ui/";

    private final @Nullable Path folder;
    private final Map<String, Page> known = new ConcurrentHashMap<>();

    /**
     * The files.
     *
     * @param folder whose files come before the bundle's; null for none
     */
    Pages(@Nullable Path folder) {
        this.folder = folder;
    }

    /**
     * A file.
     *
     * @param name its path below {@code /ui/}
     * @return empty when there is none of that name
     */
    Optional<Page> find(String name) throws IOException {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        var changed = fromFolder(name);
        return changed.isPresent() ? changed : fromBundle(name);
    }

    /** By its real path: a link in the folder leads out of it as little as a name does. */
    private Optional<Page> fromFolder(String name) throws IOException {
        if (folder == null) {
            return Optional.empty();
        }
        var file = folder.resolve(name);
        return Files.isRegularFile(file) && file.toRealPath().startsWith(folder.toRealPath())
                ? Optional.of(Page.of(name, Files.readAllBytes(file)))
                : Optional.empty();
    }

    private Optional<Page> fromBundle(String name) throws IOException {
        var page = known.get(name);
        if (page == null) {
            try (var in = Pages.class.getResourceAsStream(FOLDER + name)) {
                if (in == null) {
                    return Optional.empty();
                }
                page = Page.of(name, in.readAllBytes());
            }
            known.put(name, page);
        }
        return Optional.of(page);
    }
}
