// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import java.text.Normalizer;

import dev.postern.api.tool.FileInfo;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;

/** Looks at paths before they are used, so that what is wrong is said in one way. */
final class Paths {
    private Paths() {}

    static FileInfo file(ToolContext context, String path) throws ToolException {
        var info = existing(context, path);
        if (info.folder()) {
            throw new ToolException("invalid_input", path + " is a folder; files.list shows what is in it");
        }
        return info;
    }

    static FileInfo folder(ToolContext context, String path) throws ToolException {
        var info = existing(context, path);
        if (!info.folder()) {
            throw new ToolException("invalid_input", path + " is a file, no folder; files.read reads it");
        }
        return info;
    }

    /** What lies there, a file or a folder. */
    static FileInfo existing(ToolContext context, String path) throws ToolException {
        return context.files()
                .info(path)
                .orElseThrow(() -> new ToolException("not_found", "there is no file or folder " + path));
    }

    /** What lies there, which is to change. */
    static FileInfo changeable(ToolContext context, String path) throws ToolException {
        var info = existing(context, path);
        writable(context, path);
        return info;
    }

    /** Refuses what may only be read, before anybody is asked whether it may change. */
    static void writable(ToolContext context, String path) throws ToolException {
        if (path.endsWith("/")) {
            throw new ToolException("forbidden", path + " ends with a slash: say what is to change without one");
        }
        var root = root(path);
        if (root.equals(path)) {
            throw new ToolException("forbidden", path + " is a root itself, and stays as it is");
        }
        for (var known : context.files().roots()) {
            if (known.name().equals(root) && !known.writable()) {
                throw new ToolException("forbidden", path + " lies below a root that may only be read here");
            }
        }
    }

    /** The path's first part. */
    static String root(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    /** The path's last part. */
    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Refuses a path where nothing can be made: a person would be asked for nothing. */
    static void newPlace(ToolContext context, String path) throws ToolException {
        var name = name(path);
        if (!Normalizer.isNormalized(name, Normalizer.Form.NFC) || !name.strip().equals(name)) {
            throw new ToolException("invalid_input", path
                    + " would look like another name: write it in Unicode's composed form (NFC), without spaces at its ends");
        }
        int slash = path.lastIndexOf('/');
        if (slash > 0) {
            folder(context, path.substring(0, slash));
        }
    }
}
