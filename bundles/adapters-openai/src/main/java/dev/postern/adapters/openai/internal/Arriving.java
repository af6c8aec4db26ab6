// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.util.HashMap;
import java.util.Map;

/**
 * How much of requests is in memory while they are read and made messages of, and of what is kept of them until their answer:
 * bounded in bytes, over all and of each client, for each takes several times its size meanwhile. Safe for use by any thread.
 */
final class Arriving {
    /** Of all requests together, and half of it of one client's, unless one request alone may be larger. */
    static final long MOST_BYTES = 24L << 20;

    private final Map<String, Long> ofClient = new HashMap<>();
    private long all;

    /** A request of which nothing came yet; give back what it takes by closing. */
    Request request(String client, Limits limits) {
        return new Request(client, limits.bodyBytes());
    }

    private synchronized boolean take(String client, int bytes, int largest) {
        long own = ofClient.getOrDefault(client, 0L);
        if (all + bytes > Math.max(MOST_BYTES, largest) || own + bytes > Math.max(MOST_BYTES / 2, largest)) {
            return false;
        }
        all += bytes;
        ofClient.put(client, own + bytes);
        return true;
    }

    private synchronized void giveBack(String client, long bytes) {
        all -= bytes;
        ofClient.computeIfPresent(client, (_, own) -> own <= bytes ? null : own - bytes);
    }

    /** What one takes. Used by one thread. */
    final class Request implements AutoCloseable {
        private final String client;
        private final int largest;
        private long taken;

        private Request(String client, int largest) {
            this.client = client;
            this.largest = largest;
        }

        /** So much more of it. False when there is no room for that, and then nothing is taken. */
        boolean take(int more) {
            boolean fits = Arriving.this.take(client, more, largest);
            taken += fits ? more : 0;
            return fits;
        }

        /** All but so much of it has gone. */
        void keep(long kept) {
            if (kept < taken) {
                giveBack(client, taken - kept);
                taken = kept;
            }
        }

        @Override
        public void close() {
            keep(0);
        }
    }
}
