// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

import dev.postern.gateway.internal.SharedRoom;

/**
 * Reads the bodies of requests whose sender nobody knows before the whole body is there to be checked: bounded in bytes
 * over all of them, not in number, because who sends nothing must keep nobody out; and in time each.
 */
final class Arrivals {
    private static final int CHUNK = 8_192;

    private final SharedRoom room;
    private final Duration patience;

    /**
     * Arrivals.
     *
     * @param bytes that all bodies may take while they arrive
     * @param patience how long one may go on arriving; a sender that is silent meets the idle timeout of its connection
     */
    Arrivals(long bytes, Duration patience) {
        room = new SharedRoom(bytes);
        this.patience = patience;
    }

    /** The body is not taken. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /**
     * Reads all of it; of what is too large, one chunk too much at most.
     *
     * @throws Refused with the HTTP status, also when the sender goes away: anybody can begin what he does not finish, and
     *     that is worth no line in a log
     */
    byte[] read(InputStream in, int limit) throws Refused {
        try {
            return readAll(in, limit);
        } catch (IOException silentOrGone) {
            throw new Refused(408, "the body did not arrive");
        }
    }

    private byte[] readAll(InputStream in, int limit) throws IOException, Refused {
        long end = System.nanoTime() + patience.toNanos();
        var body = new ByteArrayOutputStream();
        long taken = 0;
        try {
            take();
            taken += CHUNK;
            var chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (body.size() + read > limit) {
                    throw new Refused(413, "the body is at most " + limit + " bytes");
                }
                if (System.nanoTime() - end > 0) {
                    throw new Refused(408, "the body took longer than " + patience.toSeconds() + " s");
                }
                if (body.size() + read > taken - CHUNK) {
                    take();
                    taken += CHUNK;
                }
                body.write(chunk, 0, read);
            }
            return body.toByteArray();
        } finally {
            room.giveBack(taken);
        }
    }

    private void take() throws Refused {
        if (!room.take(CHUNK)) {
            throw new Refused(503, "as many bodies as may be are arriving; come back");
        }
    }
}
