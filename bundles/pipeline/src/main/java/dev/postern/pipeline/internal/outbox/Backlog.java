// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.outbox;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.postern.core.turn.OutboxItem;

/**
 * One surface's replies: the oldest in memory, the rest in the store until there is room. Each surface has room of its
 * own, so that one that takes nothing holds up no other.
 */
final class Backlog {
    /** What is held, and read at once. */
    static final int ROOM = 1_000;

    private final String surface;
    private final Map<Channel.Key, Channel> channels = new HashMap<>();
    private final Set<String> held = new HashSet<>();
    private final Set<String> endedMeanwhile = new HashSet<>();
    /** Whether the store may have replies that are not held: whatever comes must not overtake them. */
    private boolean behind = true;
    private boolean loading;
    private boolean missed;

    /** Behind at first. */
    Backlog(String surface) {
        this.surface = surface;
    }

    String surface() {
        return surface;
    }

    /**
     * Whether the caller is to look whether the reply is pending, and then to {@link #hold} or {@link #release} it. False
     * when it has to wait in the store, and when whoever read the store was faster and holds it.
     */
    synchronized boolean reserve(OutboxItem item) {
        if (behind || held.size() >= ROOM) {
            miss();
            return false;
        }
        return held.add(item.id());
    }

    /** Holds a reply; the channel is to be pumped. */
    synchronized Channel hold(OutboxItem item) {
        var channel = channels.computeIfAbsent(Channel.Key.of(item), Channel::new);
        channel.add(item);
        held.add(item.id());
        return channel;
    }

    /** It is off: whoever read the store was faster still. */
    synchronized void release(OutboxItem item) {
        held.remove(item.id());
    }

    /** There is a reply in the store that is not held. */
    synchronized void miss() {
        behind = true;
        missed = true;
    }

    /** Whether the caller is to read the oldest {@link #ROOM} and hand them over. */
    synchronized boolean beginLoading() {
        if (!behind || loading || held.size() >= ROOM / 2) {
            return false;
        }
        loading = true;
        missed = false;
        return true;
    }

    /** Takes in what was read, but for what is held or ended since. */
    synchronized void loaded(List<OutboxItem> oldest) {
        oldest.stream().filter(item -> !held.contains(item.id()) && !endedMeanwhile.contains(item.id()))
                .forEach(this::hold);
        // what ends while it is read is left out: of a full page that is less than half, for no more was held
        behind = missed || oldest.size() > ROOM / 2;
        stopLoading();
    }

    synchronized void stopLoading() {
        loading = false;
        endedMeanwhile.clear();
    }

    /** The first reply of the channel is off, and that is on record. */
    synchronized void end(Channel channel, String id) {
        channel.remove();
        held.remove(id);
        if (loading) {
            endedMeanwhile.add(id);
        }
        if (channel.isEmpty()) {
            channels.remove(channel.key());
        }
    }

    synchronized List<Channel> channels() {
        return List.copyOf(channels.values());
    }

    synchronized int depth() {
        return held.size();
    }
}
