// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.events;

import java.util.List;
import java.util.Optional;

import dev.postern.core.id.Ids;
import dev.postern.core.identity.Principal;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Cursor;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes subscriptions. */
@Component(service = Subscriptions.class)
public final class Subscriptions {
    private final Feed feed;
    private final Rows rows;
    private final Owners owners;
    private final Metrics.Counter sent;
    private final Ids ids = new Ids();

    /** Over the feed. */
    @Activate
    public Subscriptions(@Reference Feed feed, @Reference Rows rows, @Reference Metrics metrics) {
        this.feed = feed;
        this.rows = rows;
        owners = new Owners(rows);
        sent = metrics.counter("postern_events_sent");
    }

    /**
     * Makes a subscription that begins to deliver when it is started.
     *
     * @param principal who subscribes
     * @param topics exact or ending in {@code .*}; none means all that are permitted
     * @param session only events of this one
     * @param since a cursor to go on from; now when absent
     * @param sink where events go
     * @throws WireException for topics, a session or a cursor that cannot be had
     */
    public Subscription open(
            Principal principal, List<String> topics, Optional<String> session, Optional<String> since, Sink sink)
            throws WireException {
        var filter = Filter.of(principal, topics, session, owners);
        if (session.isPresent() && !reaches(principal, session.get())) {
            throw WireException.notFound("session", session.get());
        }
        long position = since.isPresent() ? position(since.get()) : feed.newest();
        return new Subscription(ids.next("u"), filter, position, feed, sink, sent);
    }

    private boolean reaches(Principal principal, String session) {
        return rows.session(principal.tenant(), session).filter(found -> found.isWithinReachOf(principal)).isPresent();
    }

    private long position(String cursor) throws WireException {
        long position = Cursor.position(cursor)
                .orElseThrow(() -> new WireException(ErrorCode.INVALID_PARAMS, "this is no cursor of ours"));
        // one beyond the newest is of a history that this store no longer has
        if (position < feed.prunedTo() || position > feed.newest()) {
            throw new WireException(ErrorCode.CURSOR_EXPIRED,
                    "what follows this cursor is no longer kept; subscribe without it and read the state anew");
        }
        return position;
    }
}
