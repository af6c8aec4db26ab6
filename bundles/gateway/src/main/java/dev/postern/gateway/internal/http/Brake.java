// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down who tries tokens: so many attempts from an address in each minute. It knows a bounded number of addresses,
 * and forgets who tried longest ago.
 */
final class Brake {
    static final int ATTEMPTS = 20;
    static final Duration WINDOW = Duration.ofMinutes(1);
    static final int MOST_ADDRESSES = 1_000;

    /** In the order of their last attempts. */
    private final Map<String, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    /** Notes an attempt. False when it is one too many. */
    synchronized boolean lets(String address, long nowNanos) {
        var window = windows.get(address);
        if (window == null || nowNanos - window.beganNanos >= WINDOW.toNanos()) {
            window = new Window(nowNanos);
            windows.put(address, window);
        }
        return ++window.attempts <= ATTEMPTS;
    }

    /** The attempt was right: who knows a token is not trying. */
    synchronized void release(String address) {
        windows.remove(address);
    }

    private static final class Window {
        private final long beganNanos;
        private int attempts;

        Window(long beganNanos) {
            this.beganNanos = beganNanos;
        }
    }
}
