// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of requests is in memory while they are read and made messages of, and of what is kept of them until their answer:
 * bounded in bytes over all of them, for each takes several times its size meanwhile. Safe for use by any thread.
 */
final class Arriving {
    /** Of all requests together, unless one alone may be larger. */
    static final long MOST_BYTES = 24L << 20;

    private final AtomicLong taken = new AtomicLong();

    /** A request of which nothing came yet; give back what it takes by closing. */
    Request request(Limits limits) {
        return new Request(Math.max(MOST_BYTES, limits.bodyBytes()));
    }

    long taken() {
        return taken.get();
    }

    /** What one takes. Used by one thread. */
    final class Request implements AutoCloseable {
        private final long most;
        private long bytes;

        private Request(long most) {
            this.most = most;
        }

        /** So much more of it. False when there is no room for that, and then nothing is taken. */
        boolean take(int more) {
            if (taken.addAndGet(more) > most) {
                taken.addAndGet(-more);
                return false;
            }
            bytes += more;
            return true;
        }

        /** All but so much of it has gone. */
        void keep(long kept) {
            taken.addAndGet(Math.min(0, kept - bytes));
            bytes = Math.min(bytes, kept);
        }

        @Override
        public void close() {
            keep(0);
        }
    }
}
