// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.events;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Notices;
import dev.postern.core.wire.WireException;
import dev.postern.protocol.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * Which events a subscription gets: permitted, asked for, of its tenant, of sessions within its principal's reach, and of
 * its session when it names one.
 */
final class Filter {
    private final String tenant;
    private final Predicate<String> reach;
    private final @Nullable String session;
    private final Set<RecordType> types;
    private final boolean overload;
    private final Set<Notices.Topic> notices;

    private Filter(String tenant, Predicate<String> reach, @Nullable String session, Set<RecordType> types,
            boolean overload, Set<Notices.Topic> notices) {
        this.tenant = tenant;
        this.reach = reach;
        this.session = session;
        this.types = types;
        this.overload = overload;
        this.notices = notices;
    }

    /**
     * A filter.
     *
     * @param principal who subscribes
     * @param topics exact or ending in {@code .*}; none means all that are permitted
     * @param session only this one's, which is within the principal's reach
     * @param owners tells whose sessions are
     * @throws WireException for what is no topic, and for an exact one that is not permitted
     */
    static Filter of(Principal principal, List<String> topics, Optional<String> session, Owners owners)
            throws WireException {
        var wanted = new HashSet<String>();
        var permitted = Topics.permitted(principal);
        for (var topic : topics) {
            if (!TopicFilter.isWellFormed(topic)) {
                throw new WireException(ErrorCode.INVALID_PARAMS, "topics: a topic is exact or ends in .*");
            } else if (TopicFilter.isArea(topic)) {
                wanted.addAll(TopicFilter.select(List.of(topic), permitted));
            } else {
                var scope = Topics.scope(topic).orElseThrow(() -> new WireException(ErrorCode.INVALID_PARAMS,
                        "topics: there is no topic " + topic));
                if (!principal.may(scope)) {
                    throw new WireException(ErrorCode.FORBIDDEN, "the topic " + topic + " needs the scope " + scope);
                }
                wanted.add(topic);
            }
        }
        if (topics.isEmpty()) {
            wanted.addAll(permitted);
        }
        var types = EnumSet.noneOf(RecordType.class);
        wanted.forEach(topic -> RecordType.of(topic).ifPresent(types::add));
        Predicate<String> reach = principal.may(Session.OTHERS) ? any -> true : one -> owners.owns(principal, one);
        var notices = EnumSet.allOf(Notices.Topic.class);
        notices.removeIf(topic -> !wanted.contains(topic.topic()));
        return new Filter(principal.tenant(), reach, session.orElse(null), types, wanted.contains(Topics.OVERLOAD),
                notices);
    }

    boolean selects(FeedRecord record) {
        if (!types.contains(record.type())) {
            return false;
        }
        if (record.session() instanceof String of) {
            return record.tenant().equals(tenant) && concerns(of);
        }
        return session == null && (record.tenant().equals(tenant) || record.tenant().equals(Entry.INSTALLATION));
    }

    boolean selectsOverloads(String ofTenant) {
        return overload && session == null && tenant.equals(ofTenant);
    }

    boolean selects(Notices.Topic topic) {
        return session == null && notices.contains(topic);
    }

    /** Whether pieces of a session's streams concern the subscription. */
    boolean watches(String ofTenant, String ofSession) {
        return tenant.equals(ofTenant)
                && concerns(ofSession)
                && types.stream()
                        .anyMatch(type -> type.topic().startsWith("turn.") || type.topic().startsWith("tool."));
    }

    private boolean concerns(String of) {
        return session == null ? reach.test(of) : session.equals(of);
    }
}
