// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;

/**
 * The allowances of those who speak as others. They have one each for all such sessions, at the rate of the session
 * that is spoken in, and take nothing from those whose sessions these are.
 */
final class SpeakerLimits {
    private final Map<Speaker, RateLimit> limits = new ConcurrentHashMap<>();

    /** What a message is charged to; empty when the session's own allowance is. */
    Optional<RateLimit> charged(Principal sender, Session session) {
        return sender.kind() == Principal.Kind.PEER || session.isOf(sender)
                ? Optional.empty()
                : Optional.of(limits.computeIfAbsent(new Speaker(sender.tenant(), sender.id()), _ -> new RateLimit()));
    }

    /** Forgets those that were silent for the time. */
    void sweep(Duration unused) {
        long now = System.nanoTime();
        limits.values().removeIf(limit -> limit.idle(unused, now));
    }

    private record Speaker(String tenant, String principal) {}
}
