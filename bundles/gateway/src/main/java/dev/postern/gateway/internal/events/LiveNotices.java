// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.events;

import java.time.Instant;

import dev.postern.api.json.JsonObject;
import dev.postern.core.wire.Notices;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Sends what is not kept to the feed's subscribers, as far as they have room. */
@Component
public final class LiveNotices implements Notices {
    private final Feed feed;

    /** To the feed's subscribers. */
    @Activate
    public LiveNotices(@Reference Feed feed) {
        this.feed = feed;
    }

    @Override
    public void send(Topic topic, JsonObject payload) {
        byte[] tail = EventText.tail(topic.topic(), null, Instant.now(), payload);
        feed.subscriptions().forEach(subscription -> subscription.notice(topic, tail));
    }
}
