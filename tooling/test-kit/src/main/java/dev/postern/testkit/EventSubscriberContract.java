// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.postern.api.event.Event;
import dev.postern.api.event.EventSubscriber;
import dev.postern.api.event.Subscription;
import dev.postern.api.json.JsonNull;
import org.junit.jupiter.api.Test;

/** What holds for every subscriber. Extend it and give it the subscriber and events of its topics. */
public abstract class EventSubscriberContract {
    private static final long PATIENCE_SECONDS = 5;

    /** A new subscriber. */
    protected abstract EventSubscriber subscriber();

    /** Events as it gets them; {@code ./postern events --json} shows some. */
    protected abstract List<Event> events();

    /** The next event waits until it has taken this one. */
    @Test
    void takesEachEventInTime() throws Exception {
        take(events());
    }

    /** Payloads grow: a member that it does not know is no reason to fail. */
    @Test
    void takesPayloadsThatGrew() throws Exception {
        take(events().stream().map(event -> new Event(event.topic(), event.tenant(), event.cursor(), event.at(),
                event.payload().with("x-added-later", JsonNull.NULL))).toList());
    }

    /** Of tenants whose data is not to meet. */
    @Test
    void takesEventsOfAnotherTenant() throws Exception {
        take(events().stream().map(event -> new Event(event.topic(), "another", event.cursor(), event.at(),
                event.payload())).toList());
    }

    private void take(List<Event> events) throws Exception {
        if (events.isEmpty()) {
            throw new AssertionError("give it at least one event of the topics that its @" + Subscription.class
                    .getSimpleName() + " names");
        }
        var subscriber = subscriber();
        var taking = new FutureTask<Boolean>(() -> {
            for (var event : events) {
                subscriber.onEvent(event);
            }
            return true;
        });
        var thread = Thread.ofVirtual().start(taking);
        try {
            taking.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException slow) {
            thread.interrupt();
            throw new AssertionError("it takes more than " + PATIENCE_SECONDS + " s over " + events.size()
                    + " events: leave what takes long to a thread of its own", slow);
        }
    }
}
