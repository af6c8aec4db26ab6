// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schedules that serve, by tenant and id. Of several with one id, which an update brings for a moment, the newest
 * serves.
 */
final class Schedules {
    /** Together; each has a row, and is looked at all the time. */
    static final int MOST = 500;
    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

    /** In the order in which they came. */
    private final Map<Object, TimedTrigger> sources = new LinkedHashMap<>();
    private final Map<TimedTrigger.Key, Slot> slots = new HashMap<>();
    private final Runnable changed;

    /**
     * None yet.
     *
     * @param changed told of each change
     */
    Schedules(Runnable changed) {
        this.changed = changed;
    }

    /**
     * A schedule is there.
     *
     * @param source what it goes by when it leaves
     * @return false when there are too many
     */
    boolean add(Object source, TimedTrigger trigger) {
        synchronized (this) {
            if (!slots.containsKey(trigger.key()) && slots.size() >= MOST) {
                LOG.error("there are {} schedules, and the trigger {} is one too many: it does not fire", MOST,
                        trigger.id());
                return false;
            }
            sources.put(source, trigger);
            serve(trigger.key());
        }
        changed.run();
        return true;
    }

    /** It is not there any more; a run that has begun ends. */
    void remove(Object source) {
        synchronized (this) {
            var gone = sources.remove(source);
            if (gone != null) {
                serve(gone.key());
            }
        }
        changed.run();
    }

    private void serve(TimedTrigger.Key key) {
        var newest = sources.values().stream().filter(each -> each.key().equals(key)).reduce((_, newer) -> newer);
        if (newest.isEmpty()) {
            slots.remove(key);
        } else if (!slots.containsKey(key) || slots.get(key).trigger() != newest.get()) {
            slots.put(key, new Slot(newest.get()));
        }
    }

    synchronized Collection<Slot> all() {
        return List.copyOf(slots.values());
    }

    /** A tenant's, by their ids. */
    synchronized Map<String, Slot> of(String tenant) {
        var found = new TreeMap<String, Slot>();
        slots.forEach((key, slot) -> {
            if (key.tenant().equals(tenant)) {
                found.put(key.id(), slot);
            }
        });
        return found;
    }

    synchronized Optional<Slot> find(String tenant, String id) {
        return Optional.ofNullable(slots.get(new TimedTrigger.Key(tenant, id)));
    }
}
