// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import java.io.ByteArrayOutputStream;

import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;

/** All of a file. */
final class Content {
    private Content() {}

    /**
     * Reads it, in pieces where the gateway gives no more at once.
     *
     * @param most how many bytes it may have
     */
    static byte[] of(ToolContext context, String path, int most) throws ToolException {
        var all = new ByteArrayOutputStream();
        while (true) {
            var piece = context.files().read(path, all.size(), most + 1 - all.size());
            all.writeBytes(piece);
            if (all.size() > most) {
                throw new ToolException("too_large", path + " is larger than " + most + " bytes");
            }
            if (piece.length == 0) {
                return all.toByteArray();
            }
        }
    }
}
