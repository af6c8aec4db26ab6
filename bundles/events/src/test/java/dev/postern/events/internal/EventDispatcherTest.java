// SPDX-License-Identifier: Apache-2.0
package dev.postern.events.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

import dev.postern.api.event.Event;
import dev.postern.api.event.EventSubscriber;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Cursor;
import dev.postern.core.store.RecordType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
final class EventDispatcherTest {
    private final MemoryJournal journal = new MemoryJournal();
    private final Failures failures = new Failures();
    private final EventDispatcher dispatcher = new EventDispatcher(journal, failures);

    @AfterEach
    void stop() {
        dispatcher.stop();
    }

    private BlockingQueue<Event> subscribe(String... topics) {
        var events = new LinkedBlockingQueue<Event>();
        dispatcher.add(events::add, "test", topics);
        return events;
    }

    private static Optional<String> text(@Nullable Event event) {
        return event == null ? Optional.empty() : event.payload().text("text");
    }

    @Test
    void tellsOfTheNamedPublicTopicsFromRegistrationOnInOrder() throws Exception {
        journal.append(RecordType.TURN_FINISHED, "before");
        var events = subscribe("turn.*", "tool.started", "decide.finished");
        journal.append(RecordType.TURN_STARTED, "1");
        journal.append(RecordType.TOOL_FINISHED, "not named");
        journal.append(RecordType.DECIDE_FINISHED, "not public");
        journal.append(RecordType.TOOL_STARTED, "2");
        journal.append(RecordType.TURN_FINISHED, "3");

        var first = events.take();
        assertThat(text(first)).contains("1");
        assertThat(first.topic()).isEqualTo("turn.started");
        assertThat(first.tenant()).isEqualTo("default");
        assertThat(first.cursor()).isEqualTo(Cursor.of(2));
        assertThat(first.at()).isEqualTo(MemoryJournal.AT);
        assertThat(first.payload().text("turn")).contains("t_1");
        assertThat(first.payload().text("secret")).isEmpty();
        assertThat(text(events.take())).contains("2");
        assertThat(text(events.take())).contains("3");
        assertThat(events).isEmpty();
    }

    @Test
    void aSlowSubscriberLosesNothingAndHoldsUpNobody() throws Exception {
        var go = new CountDownLatch(1);
        var slow = new LinkedBlockingQueue<String>();
        dispatcher.add(event -> {
            go.await();
            slow.add(text(event).orElseThrow());
        }, "slow", "turn.*");
        var quick = subscribe("turn.*");
        for (int i = 0; i < 1_000; i++) {
            journal.append(RecordType.TURN_STEP, "x" + i);
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(text(quick.take())).contains("x" + i);
        }
        assertThat(slow).isEmpty();
        go.countDown();
        for (int i = 0; i < 1_000; i++) {
            assertThat(slow.take()).isEqualTo("x" + i);
        }
    }

    @Test
    void whatASubscriberThrowsIsCountedAndTheNextEventFollows() throws Exception {
        var events = new LinkedBlockingQueue<Event>();
        dispatcher.add(event -> {
            switch (text(event).orElseThrow()) {
                case "exception" -> throw new IOException("no");
                case "interrupted" -> throw new InterruptedException();
                case "interrupts itself" -> Thread.currentThread().interrupt();
                case "error" -> throw new NoClassDefFoundError("plugin/Gone");
                default -> events.add(event);
            }
        }, "bad", List.of("turn.step"));
        for (var text : List.of("exception", "interrupted", "interrupts itself", "error", "last")) {
            journal.append(RecordType.TURN_STEP, text);
        }
        assertThat(text(events.take())).contains("last");
        assertThat(failures.count).hasValue(3);
    }

    @Test
    void aJournalThatCannotBeReadForAMomentLosesNothing() throws Exception {
        var events = subscribe("turn.*");
        journal.failOnce();
        journal.append(RecordType.TURN_STEP, "1");
        journal.append(RecordType.TURN_STEP, "2");
        assertThat(text(events.take())).contains("1");
        assertThat(text(events.take())).contains("2");
    }

    @Test
    void aSubscriberThatGoesIsInterruptedAndToldNoMore() throws Exception {
        var taken = new LinkedBlockingQueue<String>();
        var interrupted = new CountDownLatch(1);
        EventSubscriber subscriber = event -> {
            taken.add(text(event).orElseThrow());
            try {
                TimeUnit.HOURS.sleep(1);
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        };
        dispatcher.add(subscriber, "going", "turn.*");
        journal.append(RecordType.TURN_STEP, "1");
        assertThat(taken.take()).isEqualTo("1");
        dispatcher.removeSubscriber(subscriber);
        interrupted.await();
        journal.append(RecordType.TURN_STEP, "2");
        var other = subscribe("turn.*");
        journal.append(RecordType.TURN_STEP, "3");
        assertThat(text(other.take())).contains("3");
        assertThat(taken).isEmpty();
        assertThat(failures.count).hasValue(0);
    }

    @Test
    void aPluginsClassLoaderIsFreeOnceItsSubscriberHasGone() throws Exception {
        var loader = subscribeFromAnotherLoader();
        for (long end = System.nanoTime() + Duration.ofSeconds(60).toNanos(); loader.get() != null;) {
            assertThat(System.nanoTime()).as("the class loader is still held").isLessThan(end);
            System.gc();
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private WeakReference<ClassLoader> subscribeFromAnotherLoader() throws Exception {
        var loader = new ClassLoader(getClass().getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.equals(Counting.class.getName())) {
                    return super.loadClass(name, resolve);
                }
                try (var in = Counting.class.getResourceAsStream("EventDispatcherTest$Counting.class")) {
                    var bytes = java.util.Objects.requireNonNull(in).readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        };
        var subscriber = (EventSubscriber) loader.loadClass(Counting.class.getName()).getDeclaredConstructor()
                .newInstance();
        assertThat(subscriber.getClass().getClassLoader()).isSameAs(loader);
        dispatcher.add(subscriber, "plugin", "turn.*");
        journal.append(RecordType.TURN_STEP, "1");
        while (subscriber.hashCode() == 0) {
            Thread.onSpinWait();
        }
        dispatcher.removeSubscriber(subscriber);
        return new WeakReference<>(loader);
    }

    /** Its hash code is how often it was told. */
    public static final class Counting implements EventSubscriber {
        private volatile int told;

        @Override
        public void onEvent(Event event) {
            told = 1;
        }

        @Override
        public int hashCode() {
            return told;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }
    }

    @Test
    void stopsListeningToTheJournalWhenItStops() {
        assertThat(journal.listeners()).isEqualTo(1);
        dispatcher.stop();
        assertThat(journal.listeners()).isZero();
    }

    @Test
    void aSubscriptionToNothingThatThereIsGetsNoThread() {
        assertThat(Topics.types(null)).isEmpty();
        assertThat(Topics.types("turn")).isEmpty();
        assertThat(Topics.types(new String[]{"decide.finished"})).isEmpty();
        assertThat(Topics.types(List.of("plugin.*"))).contains(RecordType.PLUGIN_INSTALLED, RecordType.PLUGIN_REMOVED)
                .doesNotContain(RecordType.PLUGIN_REQUESTED);
    }

    /** Counts failures only. */
    private static final class Failures implements Metrics {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public void count(String name, String... labels) {
            count.incrementAndGet();
        }

        @Override
        public Counter counter(String name, String... labels) {
            return amount -> {};
        }

        @Override
        public void time(String name, Duration took, String... labels) {}

        @Override
        public AutoCloseable gauge(String name, DoubleSupplier value, String... labels) {
            return () -> {};
        }
    }
}
