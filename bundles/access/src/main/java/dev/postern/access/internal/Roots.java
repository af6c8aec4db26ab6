package dev.postern.access.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import dev.postern.core.access.Grants;

/**
 * Folders that are configured, by name.
 *
 * @param byName the roots in the order of the configuration
 */
record Roots(Map<String, Root> byName) {
    private static final Pattern SETTING = Pattern.compile("([a-z0-9][a-z0-9_-]{0,31})=(.+?)(:ro|:rw)?");

    /**
     * A root.
     *
     * @param folder its real path, without links
     * @param writable whether anything below may change
     */
    record Root(Path folder, boolean writable) {}

    static Roots of(Path home, String[] settings) throws IOException {
        var roots = new LinkedHashMap<String, Root>();
        for (var setting : settings) {
            var parts = SETTING.matcher(setting);
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "roots: each is name=path or name=path:ro with a name of a-z, 0-9, _ and -, and one is "
                                + setting);
            }
            boolean writable = !":ro".equals(parts.group(3));
            var folder = home.resolve(parts.group(2));
            if (writable) {
                Files.createDirectories(folder);
            }
            if (!Files.isDirectory(folder)) {
                throw new IllegalArgumentException("roots: there is no folder " + folder);
            }
            if (roots.put(parts.group(1), new Root(folder.toRealPath(), writable)) != null) {
                throw new IllegalArgumentException("roots: the name " + parts.group(1) + " stands twice");
            }
        }
        return new Roots(Map.copyOf(roots));
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
        return new Roots(granted);
    }

    private static boolean asks(Grants grants, String name, String right) {
        return grants.files().contains(name + ":" + right) || grants.files().contains("*:" + right);
    }
}
