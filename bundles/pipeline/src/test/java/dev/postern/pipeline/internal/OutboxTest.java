// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.api.surface.DeliveryException;
import dev.postern.api.surface.InboundMessage;
import dev.postern.api.surface.OutboundMessage;
import dev.postern.api.surface.RejectedException;
import dev.postern.api.surface.SurfaceAdapter;
import dev.postern.api.surface.SurfaceContext;
import dev.postern.core.access.Grants;
import dev.postern.core.pipeline.EmitStage;
import dev.postern.core.plugin.BundleIdentity;
import dev.postern.core.store.Batch;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.turn.OutboxItem;
import dev.postern.pipeline.internal.outbox.Outbox;
import dev.postern.pipeline.internal.stage.FixedSlot;
import dev.postern.pipeline.internal.surface.Candidate;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replies on their way out, and messages on their way in, through an adapter. */
final class OutboxTest {
    private static final Planner ECHO = view -> new Decision.Reply(((Part.Text) view.message().getFirst()).text());
    private static final Settings QUICK = settings(5, Duration.ofSeconds(30));

    @TempDir
    Path home;

    @Test
    void carriesRepliesBackInOrder() throws Exception {
        var adapter = new Adapter(0);
        try (var gateway = open(adapter)) {
            for (int i = 0; i < 20; i++) {
                adapter.say("thread-" + i % 2, "" + i);
            }
            Gateway.await("all are delivered", () -> adapter.delivered.size() == 20);
            assertThat(adapter.texts("thread-0")).containsExactly("0", "2", "4", "6", "8", "10", "12", "14", "16",
                    "18");
            assertThat(adapter.texts("thread-1")).containsExactly("1", "3", "5", "7", "9", "11", "13", "15", "17",
                    "19");
            assertThat(adapter.delivered.getFirst().metadata()).isEqualTo(JsonObject.of("callback", "here"));
            Gateway.await("all are recorded", () -> gateway.kept.rows().undelivered("hook", 100).isEmpty());
        }
    }

    @Test
    void triesAgainWithTheSameIdAndKeepsTheOrder() throws Exception {
        var adapter = new Adapter(3);
        try (var gateway = open(adapter)) {
            adapter.say("main", "first");
            adapter.say("main", "second");
            Gateway.await("both are delivered", () -> adapter.delivered.size() == 2);
            assertThat(adapter.texts("main")).containsExactly("first", "second");
            var tries = adapter.tried.stream().filter(message -> message.text().equals("first")).toList();
            assertThat(tries).hasSize(4).extracting(OutboundMessage::attempt).containsExactly(1, 2, 3, 4);
            assertThat(tries).extracting(OutboundMessage::id).containsOnly(tries.getFirst().id());
            Gateway.await("both are recorded", () -> gateway.kept.rows().undelivered("hook", 10).isEmpty());
        }
    }

    @Test
    void givesUpAfterTheLastTryAndGoesOn() throws Exception {
        var adapter = new Adapter(5);
        try (var gateway = open(adapter)) {
            adapter.say("main", "lost");
            adapter.say("main", "found");
            Gateway.await("the second is delivered", () -> adapter.delivered.size() == 1);
            assertThat(adapter.texts("main")).containsExactly("found");
            var lost = adapter.tried.getFirst().turn();
            Gateway.await("it is told", () -> gateway.topics(lost).contains("message.undeliverable"));
        }
    }

    @Test
    void goesOnAfterARestartAndWaitsForTheSurface() throws Exception {
        try (var gateway = open(settings(1_000_000, Duration.ofSeconds(30)), null)) {
            var before = new Adapter(Integer.MAX_VALUE);
            gateway.engine.surfaces().add(candidate(1, "plugin.a", before));
            Gateway.await("it is open", () -> before.context != null);
            before.say("main", "kept");
            Gateway.await("it is recorded that it was tried", () -> gateway.kept.rows().undelivered("hook", 1).stream()
                    .anyMatch(item -> item.attempts() > 0));
        }
        try (var gateway = open(null)) {
            var adapter = new Adapter(0);
            Gateway.await("it waits", () -> gateway.engine.undelivered() == 1);
            gateway.engine.surfaces().add(candidate(2, "plugin.a", adapter));
            Gateway.await("it is delivered", () -> adapter.delivered.size() == 1);
            assertThat(adapter.delivered.getFirst().attempt()).isGreaterThan(1);
        }
    }

    @Test
    void deliversWhatDoesNotFitIntoMemoryToo() throws Exception {
        try (var before = TestStore.open(home, new NoMetrics())) {
            store(before, "hook", 2_500);
        }
        try (var gateway = open(null)) {
            var most = new AtomicInteger();
            var adapter = new Adapter(0) {
                @Override
                public void deliver(OutboundMessage message) throws DeliveryException, InterruptedException {
                    most.accumulateAndGet(gateway.engine.undelivered(), Math::max);
                    super.deliver(message);
                }
            };
            gateway.engine.surfaces().add(candidate(1, "plugin.a", adapter));
            Gateway.await("it is open", () -> adapter.context != null);
            adapter.say("thread-3", "the newest");
            Gateway.await("all are delivered", () -> adapter.delivered.size() == 2_501);
            for (int thread = 0; thread < 10; thread++) {
                var texts = adapter.texts("thread-" + thread);
                assertThat(texts.subList(0, 250)).isSorted();
            }
            assertThat(adapter.texts("thread-3").getLast()).isEqualTo("the newest");
            assertThat(adapter.tried).extracting(OutboundMessage::id).doesNotHaveDuplicates();
            assertThat(most.get()).isBetween(500, 1_000);
            Gateway.await("all are recorded", () -> gateway.kept.rows().undelivered("hook", 1).isEmpty());
        }
    }

    @Test
    void carriesAReplyOutOnceHoweverOftenItLearnsOfIt() throws Exception {
        var tried = Collections.synchronizedList(new ArrayList<String>());
        var go = new CountDownLatch(1);
        var stage = new EmitStage() {
            @Override
            public boolean reaches(String surface) {
                return true;
            }

            @Override
            public void emit(OutboxItem item) throws InterruptedException {
                tried.add(item.id());
                go.await();
            }
        };
        try (var kept = TestStore.open(home, new NoMetrics());
                var timer = Executors.newSingleThreadScheduledExecutor();
                var outbox = new Outbox(kept.store(), kept.rows(),
                        FixedSlot.of("emit", stage, new BundleIdentity("test", "1", "none")), () -> QUICK, timer,
                        Clock.systemUTC(), new NoMetrics())) {
            store(kept, "hook", 1);
            var item = kept.rows().undelivered("hook", 1).getFirst();
            // the store is read first, and the turn that made the reply tells of it then
            outbox.open();
            Gateway.await("it is on its way", () -> tried.size() == 1);
            outbox.add(item);
            go.countDown();
            Gateway.await("it is off", () -> outbox.depth() == 0);
            outbox.add(item);
            assertThat(outbox.depth()).isZero();
            assertThat(tried).containsExactly(item.id());
        }
    }

    @Test
    void holdsUpNoSurfaceForAnotherThatIsNotThere() throws Exception {
        try (var before = TestStore.open(home, new NoMetrics())) {
            store(before, "gone", 1_200);
            store(before, "hook", 10);
        }
        var adapter = new Adapter(0);
        try (var gateway = open(adapter)) {
            Gateway.await("its replies are delivered", () -> adapter.delivered.size() == 10);
            assertThat(gateway.kept.rows().undelivered("gone", 1_000)).hasSize(1_000);
        }
    }

    @Test
    void endsATryThatHangs() throws Exception {
        var adapter = new Adapter(0) {
            @Override
            public void deliver(OutboundMessage message) throws DeliveryException, InterruptedException {
                if (message.attempt() == 1) {
                    Thread.sleep(60_000);
                }
                super.deliver(message);
            }
        };
        try (var gateway = open(settings(5, Duration.ofSeconds(3)), adapter)) {
            adapter.say("main", "hi");
            Gateway.await("the second try delivers", () -> adapter.delivered.size() == 1);
            assertThat(adapter.delivered.getFirst().attempt()).isEqualTo(2);
        }
    }

    @Test
    void hasOneAdapterAtATimeAndHandsOverToTheNextOfThePlugin() throws Exception {
        var old = new Adapter(0);
        var foreign = new Adapter(0);
        var next = new Adapter(0);
        try (var gateway = open(old)) {
            gateway.engine.surfaces().add(candidate(2, "plugin.b", foreign));
            gateway.engine.surfaces().add(candidate(3, "plugin.a", next));
            assertThat(next.context).isNull();
            gateway.engine.surfaces().remove(2);
            gateway.engine.surfaces().remove(1);
            assertThat(old.closed).isTrue();
            Gateway.await("the next is open", () -> next.context != null);
            assertThat(foreign.context).isNull();
            assertThatThrownBy(() -> old.say("main", "too late")).isInstanceOfSatisfying(RejectedException.class,
                    refused -> assertThat(refused.code()).isEqualTo("unavailable"));
            next.say("main", "hi");
            Gateway.await("it is delivered", () -> next.delivered.size() == 1);
        }
    }

    /** Replies of before, to ten conversations in turn, older than anything that comes. */
    private static void store(TestStore kept, String surface, int replies) throws StoreException {
        var at = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        for (int from = 0; from < replies; from += 50) {
            var writes = new ArrayList<Write>();
            for (int i = from; i < Math.min(from + 50, replies); i++) {
                var text = String.format(Locale.ROOT, "%05d", i);
                writes.add(new Write.PutOutbox(new OutboxItem("o_" + surface + text, "default", "s_1", "t_1", surface,
                        "alice", "thread-" + i % 10, text, JsonObject.EMPTY, OutboxItem.State.PENDING, 0, at,
                        Optional.empty(), at)));
            }
            kept.store().commit(new Batch(writes));
        }
    }

    private static Settings settings(int attempts, Duration timeout) {
        return new Settings(8, 1000, "rules", 32, Duration.ofMinutes(1), 3, Settings.DEFAULT.ride(),
                Settings.DEFAULT.drain(), new Settings.Outbox(attempts, Duration.ofHours(1), Duration.ofMillis(10),
                        Duration.ofMillis(40), timeout, 4),
                Settings.Collect.DEFAULT);
    }

    private Gateway open(@Nullable Adapter adapter) throws Exception {
        return open(QUICK, adapter);
    }

    private Gateway open(Settings settings, @Nullable Adapter adapter) throws Exception {
        var gateway = Gateway.start(home, ECHO, new Tools(), settings, UnaryOperator.identity());
        if (adapter != null) {
            gateway.engine.surfaces().add(candidate(1, "plugin.a", adapter));
            Gateway.await("it is open", () -> gateway.surfaces.adapter("hook").isPresent());
        }
        return gateway;
    }

    private static Candidate candidate(long service, String plugin, SurfaceAdapter adapter) {
        return new Candidate("hook", "default", plugin, Grants.none(plugin), service, adapter);
    }

    private static class Adapter implements SurfaceAdapter {
        final List<OutboundMessage> tried = Collections.synchronizedList(new ArrayList<>());
        final List<OutboundMessage> delivered = Collections.synchronizedList(new ArrayList<>());
        volatile @Nullable SurfaceContext context;
        volatile boolean closed;
        private final AtomicInteger failures;
        private final AtomicInteger said = new AtomicInteger();

        Adapter(int failures) {
            this.failures = new AtomicInteger(failures);
        }

        @Override
        public void open(SurfaceContext opened) {
            context = opened;
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public void deliver(OutboundMessage message) throws DeliveryException, InterruptedException {
            tried.add(message);
            if (failures.getAndDecrement() > 0) {
                throw new DeliveryException("not now", true, null, null);
            }
            delivered.add(message);
        }

        void say(String thread, String text) throws RejectedException {
            java.util.Objects.requireNonNull(context).accept(new InboundMessage("alice", thread, "Alice",
                    List.of(new Part.Text(text, Origin.PERSON)), Instant.now(), thread + said.incrementAndGet() + text,
                    JsonObject.of("callback", "here")));
        }

        List<String> texts(String thread) {
            return List.copyOf(delivered).stream()
                    .filter(message -> message.thread().equals(thread))
                    .map(OutboundMessage::text)
                    .toList();
        }
    }
}
