// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A body as its sender sends it. Whoever reads it and writes it elsewhere sees one {@link IOException} like another; this
 * remembers whether the sender was the one who failed.
 */
final class SentBody extends FilterInputStream {
    private boolean broken;

    SentBody(InputStream in) {
        super(in);
    }

    /** Whether it ended before its end, or was none. */
    boolean broken() {
        return broken;
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            return super.read(into, offset, length);
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }
}
