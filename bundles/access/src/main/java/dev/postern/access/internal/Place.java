// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.util.ArrayList;
import java.util.List;

import dev.postern.api.tool.ToolException;

/**
 * Where a path leads: a root, folders below it, and a name. Checked as text; nothing is looked up.
 *
 * @param root the root
 * @param text the path, without a slash at its end
 * @param folders folders on the way
 * @param name the last part; {@code .} for the root itself
 */
record Place(Roots.Root root, String text, List<String> folders, String name) {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_LENGTH = 4_096;

    static Place of(Roots roots, String path) throws ToolException {
        if (path.length() > MAX_LENGTH || !FileNames.seen(path)) {
            throw new ToolException(
                    "forbidden",
                    "a path is root/folder/file: no backslash, no control or direction character, at most 4096 long");
        }
        var parts = new ArrayList<>(List.of(path.split("/", -1)));
        if (parts.size() > 1 && parts.getLast().isEmpty()) {
            parts.removeLast();
        }
        var root = roots.byName().get(parts.getFirst());
        if (root == null) {
            throw new ToolException(
                    "forbidden",
                    "a path begins with a root that may be used here, one of " + roots.byName().keySet()
                            + ", and this is "
                            + path);
        }
        var below = parts.subList(1, parts.size());
        for (var part : below) {
            if (!FileNames.usable(part)) {
                throw new ToolException(
                        "forbidden",
                        "a path has no empty parts, no . and no .., and none of more than 255 bytes: " + path);
            }
        }
        if (below.size() > MAX_DEPTH) {
            throw new ToolException("forbidden", "a path is at most " + MAX_DEPTH + " folders deep");
        }
        var text = String.join("/", parts);
        return below.isEmpty()
                ? new Place(root, text, List.of(), ".")
                : new Place(root, text, List.copyOf(below.subList(0, below.size() - 1)), below.getLast());
    }

    boolean isRoot() {
        return name.equals(".");
    }

    /** Whether it lies below the other place, as far as the text says. */
    boolean isBelow(Place other) {
        return text.startsWith(other.text + "/");
    }
}
