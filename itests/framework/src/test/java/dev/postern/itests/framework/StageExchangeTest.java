// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.framework;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.inject.Inject;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView;
import dev.postern.core.pipeline.ActStage;
import dev.postern.core.pipeline.DecideStage;
import dev.postern.core.pipeline.EmitStage;
import dev.postern.core.pipeline.IngestStage;
import dev.postern.core.pipeline.NormalizeStage;
import dev.postern.core.pipeline.RouteStage;
import dev.postern.core.plugin.BundleIdentity;
import dev.postern.core.store.Journal;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Each stage of the pipeline is a service: whichever ranks highest serves, while turns run. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class StageExchangeTest {
    private static final List<Class<?>> STAGES = List.of(IngestStage.class, NormalizeStage.class, RouteStage.class,
            DecideStage.class, ActStage.class, EmitStage.class);

    @Inject
    private BundleContext context;

    @Inject
    private Journal journal;

    @Inject
    private ServiceComponentRuntime runtime;

    private final Conversations people = new Conversations();
    private final List<ServiceRegistration<?>> registered = new ArrayList<>();

    @Configuration
    public Option[] shipped() throws Exception {
        return Shipped.options();
    }

    @Before
    public void open() throws Exception {
        // surfaces are opened as soon as messages can be kept, which may be before every stage serves
        new Components(context, runtime).awaitSatisfied();
        registered.add(people.register(context));
        people.awaitOpen();
    }

    @After
    public void close() {
        registered.forEach(StageExchangeTest::unregister);
    }

    @Test
    public void theHighestRankedStageServesUntilItIsGone() throws Exception {
        var shipped = people.ask("first", "hello");
        assertTrue(shipped.text(), shipped.text().contains("/help"));
        assertTrue(decidedBy(shipped.turn()), decidedBy(shipped.turn()).startsWith("dev.postern.pipeline/"));

        var other = register(DecideStage.class, decide(_ -> new Decision.Reply("exchanged")));
        var exchanged = people.ask("first", "hello");
        assertEquals("exchanged", exchanged.text());
        assertTrue(decidedBy(exchanged.turn()),
                decidedBy(exchanged.turn()).startsWith(context.getBundle().getSymbolicName() + "/"));

        unregister(other);
        var again = people.ask("first", "hello");
        assertEquals(shipped.text(), again.text());
        assertEquals(decidedBy(shipped.turn()), decidedBy(again.turn()));
    }

    @Test
    public void aTurnInFlightFinishesWithTheStageThatHasIt() throws Exception {
        var inFlight = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var other = register(DecideStage.class, decide(_ -> {
            inFlight.countDown();
            assertTrue(go.await(60, TimeUnit.SECONDS));
            return new Decision.Reply("from the stage that is gone");
        }));
        people.say("slow", "hello");
        assertTrue(inFlight.await(60, TimeUnit.SECONDS));

        unregister(other);
        assertNotEquals("from the stage that is gone", people.ask("quick", "hello").text());
        go.countDown();
        assertEquals("from the stage that is gone", people.reply("slow").text());
    }

    @Test
    public void aTurnBetweenTwoStepsGoesOnWithTheNextStage() throws Exception {
        var first = register(DecideStage.class,
                decide(_ -> Decision.CallTools.one("time.now", JsonObject.of("zone", "UTC"))));
        var second = register(ActStage.class, stage(ActStage.class, shipped(ActStage.class), () -> {
            unregister(first);
            register(DecideStage.class, decide(view -> new Decision.Reply("after " + view.steps().size() + " step")));
        }));
        assertEquals("after 1 step", people.ask("two-steps", "hello").text());
        unregister(second);
    }

    @Test
    public void aMessageWaitsForAStageWhoseBundleIsExchanged() throws Exception {
        var first = people.ask("waits", "hello");
        var needed = Arrays.stream(context.getBundles())
                .filter(bundle -> "dev.postern.session".equals(bundle.getSymbolicName())).findFirst().orElseThrow();
        needed.stop();
        assertNull(context.getServiceReference(RouteStage.class));
        var asked = new FutureTask<>(() -> people.ask("waits", "hello").text());
        var sender = Thread.ofPlatform().start(asked);
        while (sender.getState() != Thread.State.TIMED_WAITING && !asked.isDone()) {
            Thread.onSpinWait();
        }
        needed.start();
        assertEquals(first.text(), asked.get(60, TimeUnit.SECONDS));
    }

    @Test
    public void everyStageCanBeExchanged() throws Exception {
        register(DecideStage.class, decide(view -> view.steps().isEmpty()
                ? Decision.CallTools.one("time.now", JsonObject.of("zone", "UTC"))
                : new Decision.Reply("done")));
        var counts = new ConcurrentHashMap<Class<?>, AtomicInteger>();
        var others = new ArrayList<ServiceRegistration<?>>();
        for (var type : STAGES) {
            var count = new AtomicInteger();
            counts.put(type, count);
            others.add(exchange(type, count));
        }
        assertEquals("done", people.ask("each", "hello").text());
        var used = Map.copyOf(counts);
        used.forEach((type, count) -> assertTrue(type + " was used " + count, count.get() > 0));

        others.forEach(StageExchangeTest::unregister);
        counts.values().forEach(count -> count.set(0));
        assertEquals("done", people.ask("each", "hello").text());
        counts.forEach((type, count) -> assertEquals(type + " was used after it was gone", 0, count.get()));
    }

    private <T> ServiceRegistration<T> exchange(Class<T> type, AtomicInteger count) throws Exception {
        return register(type, stage(type, shipped(type), count::incrementAndGet));
    }

    /** What serves now, with something done before. */
    private static <T> T stage(Class<T> type, T serves, Runnable before) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, (_, method, arguments) -> {
            if (!method.getDeclaringClass().equals(Object.class)) {
                before.run();
            }
            try {
                return method.invoke(serves, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause() == null ? thrown : thrown.getCause();
            }
        }));
    }

    private <T> T shipped(Class<T> type) {
        return Objects.requireNonNull(context.getService(Objects.requireNonNull(context.getServiceReference(type))));
    }

    private <T> ServiceRegistration<T> register(Class<T> type, T stage) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_RANKING, 100 + registered.size());
        var registration = context.registerService(type, stage, properties);
        registered.add(registration);
        return registration;
    }

    private static void unregister(ServiceRegistration<?> registration) {
        try {
            registration.unregister();
        } catch (IllegalStateException gone) {
            // by the test itself
        }
    }

    private DecideStage decide(Deciding deciding) {
        var identity = new BundleIdentity("test", "1.0.0", "");
        return (_, view) -> new DecideStage.Decided(deciding.next(view), identity);
    }

    /** The bundle of the decide stage, as the turn's record names it. */
    private String decidedBy(String turn) {
        return journal.ofTurn("default", turn).stream()
                .filter(record -> record.entry().type().topic().equals("decide.finished"))
                .map(record -> record.entry().replay().object("stages").orElseThrow().text("decide").orElseThrow())
                .findFirst()
                .orElseThrow();
    }

    /** Decides a step. */
    @FunctionalInterface
    private interface Deciding {
        Decision next(TurnView view) throws Exception;
    }
}
