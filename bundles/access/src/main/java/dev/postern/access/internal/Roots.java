package dev.postern.access.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
 */
record Roots(Path home, Map<String, Root> byName) {
    private static final List<String> OWN = List.of("cache", "conf", "data", "deploy", "import", "log", "run",
            "secrets");
    private static final Pattern SETTING = Pattern.compile("([a-z0-9][a-z0-9_-]{0,31})=(.+?)(:ro|:rw)?");

    /**
     * A root.
     *
     * @param folder its real path, without links
     * @param writable whether anything below may change
     */
    record Root(Path folder, boolean writable) {}

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
        var roots = new LinkedHashMap<String, Root>();
        for (var setting : settings) {
            try {
                var parts = SETTING.matcher(setting);
                if (!parts.matches()) {
                    throw new IllegalArgumentException(
                            "roots: each is name=path or name=path:ro with a name of a-z, 0-9, _ and -, and one is "
                                    + setting);
                }
                var root = root(own, home.resolve(parts.group(2)), !":ro".equals(parts.group(3)));
                if (roots.putIfAbsent(parts.group(1), root) != null) {
                    throw new IllegalArgumentException("roots: the name " + parts.group(1) + " stands twice");
                }
            } catch (IllegalArgumentException unusable) {
                trouble.accept(unusable);
            }
        }
        return new Roots(own, Map.copyOf(roots));
    }

    private static Root root(Path own, Path folder, boolean writable) throws IOException {
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
        return new Root(real, writable);
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
        var root = place.root().folder();
        var target = place.folders().stream().reduce(root, Path::resolve, Path::resolve).resolve(place.name());
        return !lies(root, home) && lies(target.normalize(), home);
    }

    /** Also where the file system takes large and small letters for the same. */
    private static boolean lies(Path path, Path below) {
        return lower(path).startsWith(lower(below));
    }

    private static Path lower(Path path) {
        return Path.of(path.toString().toLowerCase(Locale.ROOT));
    }

    /** What of them a plugin may use: those it asked for, writable where it asked for that and nothing forbids it. */
    Roots grantedTo(Grants grants, boolean readOnly) {
        var granted = new LinkedHashMap<String, Root>();
        byName.forEach((name, root) -> {
            boolean write = asks(grants, name, "write");
            if (write || asks(grants, name, "read")) {
                granted.put(name, new Root(root.folder(), root.writable() && write && !readOnly));
            }
        });
        return new Roots(home, granted);
    }

    private static boolean asks(Grants grants, String name, String right) {
        return grants.files().contains(name + ":" + right) || grants.files().contains("*:" + right);
    }
}
