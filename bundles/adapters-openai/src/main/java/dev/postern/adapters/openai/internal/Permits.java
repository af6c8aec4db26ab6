// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.util.HashMap;
import java.util.Map;

/** How many requests are answered at once, in all and of each client. Safe for use by any thread. */
final class Permits {
    private final Map<String, Integer> ofClient = new HashMap<>();
    private int all;

    /** Takes one; give it back by closing. */
    synchronized Permit take(String client, Limits limits) throws Refusal {
        if (all >= limits.requests()) {
            throw Refusal.overloaded("as many requests as may be are being answered; come back");
        }
        int own = ofClient.getOrDefault(client, 0);
        if (own >= limits.requestsOfToken()) {
            throw Refusal.overloaded("as many requests of this token as may be are being answered; come back");
        }
        all++;
        ofClient.put(client, own + 1);
        return () -> giveBack(client);
    }

    private synchronized void giveBack(String client) {
        all--;
        ofClient.computeIfPresent(client, (_, own) -> own == 1 ? null : own - 1);
    }

    /** A request that is being answered. */
    interface Permit extends AutoCloseable {
        @Override
        void close();
    }
}
