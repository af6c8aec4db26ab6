// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import dev.postern.core.access.Grants;

/**
 * Folders that are configured, by name. The gateway's own home is not for tools, whatever is configured: of it only
 * folders that are roots themselves, such as the workspace, can be reached.
 *
 * @param home the gateway's home, its real path
 * @param byName the roots in the order of the configuration
 * @param kept what no change may carry off: the home, and the folder of every root, granted or not
 * @param readOnly whether nothing may change, whatever the roots allow
 */
record Roots(Path home, Map<String, Root> byName, List<Path> kept, boolean readOnly) {
    private static final List<String> OWN = List.of("cache", "conf", "data", "deploy", "import", "log", "run",
            "secrets");
    private static final Pattern SETTING = Pattern.compile("([a-z0-9][a-z0-9_-]{0,31})=(.+?)(:ro|:rw)?");

    /**
     * A root. One that lies within another is reached from there without following links: whoever may change the outer
     * one could put a link in the place of the inner.
     *
     * @param folder its real path, without links
     * @param writable whether anything below may change
     * @param outermost the folder of the outermost root that it lies in; its own when it lies in none
     * @param within the way from there to it
     */
    record Root(Path folder, boolean writable, Path outermost, List<String> within) {

        private static Root of(Path folder, boolean writable, List<Path> folders) {
            var outermost = folders.stream().filter(folder::startsWith).min(Comparator.comparing(Path::getNameCount))
                    .orElse(folder);
            var within = new ArrayList<String>();
            if (!outermost.equals(folder)) {
                outermost.relativize(folder).forEach(part -> within.add(part.toString()));
            }
            return new Root(folder, writable, outermost, List.copyOf(within));
        }

        private Root granted(boolean write) {
            return new Root(folder, writable && write, outermost, within);
        }
    }

    /** As they are configured; throws at the first that cannot be used. */
    static Roots of(Path home, String[] settings) throws IOException {
        return read(home, settings, unusable -> {
            throw unusable;
        });
    }

    /** Those that can be used; tells of the others. */
    static Roots usable(Path home, String[] settings, Consumer<IllegalArgumentException> trouble) throws IOException {
        return read(home, settings, trouble);
    }

    private static Roots read(Path home, String[] settings, Consumer<IllegalArgumentException> trouble)
            throws IOException {
        var own = home.toRealPath();
        var folders = new LinkedHashMap<String, Path>();
        var writables = new ArrayList<String>();
        for (var setting : settings) {
            try {
                var parts = SETTING.matcher(setting);
                if (!parts.matches()) {
                    throw new IllegalArgumentException(
                            "roots: each is name=path or name=path:ro with a name of a-z, 0-9, _ and -, and one is "
                                    + setting);
                }
                boolean writable = !":ro".equals(parts.group(3));
                var folder = folder(own, home.resolve(parts.group(2)), writable);
                if (folders.putIfAbsent(parts.group(1), folder) != null) {
                    throw new IllegalArgumentException("roots: the name " + parts.group(1) + " stands twice");
                }
                if (writable) {
                    writables.add(parts.group(1));
                }
            } catch (IllegalArgumentException unusable) {
                trouble.accept(unusable);
            }
        }
        var kept = new ArrayList<>(folders.values());
        var roots = new LinkedHashMap<String, Root>();
        folders.forEach((name, folder) -> roots.put(name, Root.of(folder, writables.contains(name), kept)));
        kept.add(own);
        return new Roots(own, Collections.unmodifiableMap(roots), List.copyOf(kept), false);
    }

    private static Path folder(Path own, Path folder, boolean writable) throws IOException {
        if (writable) {
            make(folder);
        }
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("roots: there is no folder " + folder);
        }
        var real = folder.toRealPath();
        if (real.equals(own) || OWN.stream().anyMatch(name -> lies(real, own.resolve(name)))) {
            throw new IllegalArgumentException(
                    "roots: " + folder + " is the gateway's own; name another folder, such as workspace");
        }
        return real;
    }

    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException refused) {
            throw new IllegalArgumentException("roots: there is no folder " + folder + ", and it cannot be made: "
                    + refused, refused);
        }
    }

    /** Whether the place lies in the gateway's home, of which its root is no part. */
    boolean isOwn(Place place) {
        return !lies(place.root().folder(), home) && lies(target(place), home.toString());
    }

    /** Whether a root or the gateway's home is at the place or below it, and would go where it goes. */
    boolean isKept(Place place) {
        var target = target(place);
        return kept.stream().anyMatch(folder -> lies(folder.toString(), target));
    }

    /** As text: not every name can be a {@link Path} in every locale, and what is wrong with one is said elsewhere. */
    private static String target(Place place) {
        var root = place.root().folder().toString();
        var text = new StringBuilder(root.endsWith("/") ? root.substring(0, root.length() - 1) : root);
        place.folders().forEach(folder -> text.append('/').append(folder));
        if (!place.isRoot()) {
            text.append('/').append(place.name());
        }
        return text.isEmpty() ? "/" : text.toString();
    }

    /** Also where the file system takes different names for the same. */
    private static boolean lies(String path, String below) {
        var inner = FileNames.key(path);
        var outer = FileNames.key(below);
        return inner.equals(outer) || inner.startsWith(outer.endsWith("/") ? outer : outer + "/");
    }

    private static boolean lies(Path path, Path below) {
        return lies(path.toString(), below.toString());
    }

    /** What of them a plugin may use: those it asked for, writable where it asked for that. */
    Roots grantedTo(Grants grants, boolean readOnly) {
        var granted = new LinkedHashMap<String, Root>();
        byName.forEach((name, root) -> {
            boolean write = asks(grants, name, "write");
            if (write || asks(grants, name, "read")) {
                granted.put(name, root.granted(write));
            }
        });
        return new Roots(home, granted, kept, readOnly);
    }

    private static boolean asks(Grants grants, String name, String right) {
        return grants.files().contains(name + ":" + right) || grants.files().contains("*:" + right);
    }
}
