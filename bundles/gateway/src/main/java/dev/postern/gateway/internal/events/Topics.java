// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.events;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.postern.core.identity.Principal;
import dev.postern.core.store.RecordType;
import dev.postern.core.wire.Notices;

/** What can be subscribed to: the public types of the journal, and what the gateway says of itself. */
public final class Topics {
    /** Sent to every subscription that is idle. */
    static final String HEARTBEAT = "gateway.heartbeat";
    /** Something was refused because too much was going on. */
    static final String OVERLOAD = "gateway.overload";

    /** Topic to scope, sorted. */
    private static final Map<String, String> ALL = all();

    private Topics() {}

    private static Map<String, String> all() {
        var all = new TreeMap<String, String>();
        Arrays.stream(RecordType.values())
                .filter(RecordType::isPublic)
                .forEach(type -> all.put(type.topic(), type.scope()));
        all.put(HEARTBEAT, "any");
        all.put(OVERLOAD, "gateway:read");
        Arrays.stream(Notices.Topic.values()).forEach(topic -> all.put(topic.topic(), topic.scope()));
        return all;
    }

    /** All topics that the principal may see, sorted. */
    public static List<String> permitted(Principal principal) {
        return ALL.entrySet().stream().filter(topic -> principal.may(topic.getValue())).map(Map.Entry::getKey).toList();
    }

    /** The scope that a topic needs; empty for none of ours. */
    static Optional<String> scope(String topic) {
        return Optional.ofNullable(ALL.get(topic));
    }
}
