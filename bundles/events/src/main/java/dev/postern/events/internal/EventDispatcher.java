// SPDX-License-Identifier: Apache-2.0
package dev.postern.events.internal;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

import dev.postern.api.event.EventSubscriber;
import dev.postern.api.event.Subscription;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Journal;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells subscribers of public records, each at its own pace; a subscriber that goes is forgotten. */
@Component(service = EventDispatcher.class, immediate = true)
public final class EventDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(EventDispatcher.class);

    private final Journal journal;
    private final Metrics metrics;
    private final Journal.Registration registration;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<EventSubscriber, Delivery> deliveries = new IdentityHashMap<>();
    private final CopyOnWriteArrayList<Delivery> awake = new CopyOnWriteArrayList<>();

    /** Listens to the journal. */
    @Activate
    public EventDispatcher(@Reference Journal journal, @Reference Metrics metrics) {
        this.journal = journal;
        this.metrics = metrics;
        this.registration = journal.listen(records -> awake.forEach(Delivery::wake));
    }

    /** Begins to tell a subscriber. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addSubscriber(EventSubscriber subscriber, ServiceReference<EventSubscriber> reference) {
        add(subscriber, name(reference), reference.getProperty(Subscription.TOPICS));
    }

    /** Stops telling a subscriber. */
    public void removeSubscriber(EventSubscriber subscriber) {
        Delivery gone;
        lock.lock();
        try {
            gone = deliveries.remove(subscriber);
        } finally {
            lock.unlock();
        }
        if (gone != null) {
            awake.remove(gone);
            gone.stop();
        }
    }

    void add(EventSubscriber subscriber, String name, @org.jspecify.annotations.Nullable Object topics) {
        var types = Topics.types(topics);
        if (types.isEmpty()) {
            LOG.warn("{} is told of nothing: its service property {} names no topic there is", name,
                    Subscription.TOPICS);
            return;
        }
        var delivery = new Delivery(subscriber, name, types, journal, metrics);
        lock.lock();
        try {
            deliveries.put(subscriber, delivery);
        } finally {
            lock.unlock();
        }
        awake.add(delivery);
        delivery.start();
    }

    private static String name(ServiceReference<EventSubscriber> reference) {
        Bundle bundle = reference.getBundle();
        var component = reference.getProperty("component.name");
        return (bundle == null ? "?" : bundle.getSymbolicName()) + (component == null ? "" : "/" + component);
    }

    /** Stops telling anybody. */
    @Deactivate
    public void stop() {
        registration.close();
        awake.forEach(Delivery::stop);
        awake.clear();
    }
}
