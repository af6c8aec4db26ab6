// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import java.nio.charset.StandardCharsets;

import dev.postern.api.tool.ToolContext;

/** Appends a line to a file below the workspace, so that effects can be counted afterwards. */
final class Append {
    private Append() {}

    static Done line(ToolContext context, String file) throws Exception {
        return line(context, file, "");
    }

    /** A line begins with the call's key. */
    static synchronized Done line(ToolContext context, String file, String more) throws Exception {
        var path = "workspace/" + file;
        var before = context.files().info(path).isPresent()
                ? new String(context.files().read(path, 0, 1 << 20), StandardCharsets.UTF_8)
                : "";
        var after = before + context.idempotencyKey() + more + "\n";
        context.files().write(path, after.getBytes(StandardCharsets.UTF_8));
        return new Done(context.idempotencyKey());
    }
}
