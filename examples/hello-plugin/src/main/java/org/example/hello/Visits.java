package org.example.hello;

import java.util.concurrent.atomic.AtomicLong;

import dev.postern.api.event.Event;
import dev.postern.api.event.EventSubscriber;
import dev.postern.api.event.Subscription;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Hears of every tool call that ended, and counts the greetings among them. */
@Component(service = {EventSubscriber.class, Visits.class})
@Subscription(topics = "tool.finished")
public final class Visits implements EventSubscriber {
    private final AtomicLong greetings = new AtomicLong();

    /** Starts at zero: what must last belongs into a file of the plugin's. */
    @Activate
    public Visits() {}

    @Override
    public void onEvent(Event event) {
        if (event.payload().text("tool").filter("hello.greet"::equals).isPresent()) {
            greetings.incrementAndGet();
        }
    }

    long greetings() {
        return greetings.get();
    }
}
