package dev.postern.gateway.internal.events;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.postern.core.identity.Principal;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.protocol.TopicFilter;
import org.jspecify.annotations.Nullable;

/** Which events a subscription gets: permitted, asked for, of its tenant, and of its session when it names one. */
final class Filter {
    private final String tenant;
    private final @Nullable String session;
    private final Set<RecordType> types;
    private final boolean overload;

    private Filter(String tenant, @Nullable String session, Set<RecordType> types, boolean overload) {
        this.tenant = tenant;
        this.session = session;
        this.types = types;
        this.overload = overload;
    }

    /**
     * A filter.
     *
     * @param principal who subscribes
     * @param topics exact or ending in {@code .*}; none means all that are permitted
     * @param session only this one's
     * @throws WireException for what is no topic, and for an exact one that is not permitted
     */
    static Filter of(Principal principal, List<String> topics, Optional<String> session) throws WireException {
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
        return new Filter(principal.tenant(), session.orElse(null), types, wanted.contains(Topics.OVERLOAD));
    }

    boolean selects(FeedRecord record) {
        return types.contains(record.type())
                && (session == null
                        ? record.tenant().equals(tenant) || record.tenant().equals(Entry.INSTALLATION)
                        : record.tenant().equals(tenant) && session.equals(record.session()));
    }

    boolean selectsOverloads(String ofTenant) {
        return overload && session == null && tenant.equals(ofTenant);
    }

    /** Whether pieces of a turn's streams concern the subscription. */
    boolean watches(String ofTenant, @Nullable String ofSession) {
        return tenant.equals(ofTenant)
                && (session == null || session.equals(ofSession))
                && types.stream()
                        .anyMatch(type -> type.topic().startsWith("turn.") || type.topic().startsWith("tool."));
    }
}
