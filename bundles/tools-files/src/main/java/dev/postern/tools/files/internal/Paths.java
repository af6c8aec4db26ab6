package dev.postern.tools.files.internal;

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

    /** Refuses a path whose folder is not there, before anything is made of it. */
    static void parent(ToolContext context, String path) throws ToolException {
        int slash = path.lastIndexOf('/');
        if (slash > 0) {
            folder(context, path.substring(0, slash));
        }
    }
}
