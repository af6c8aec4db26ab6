// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.planner.Planner;
import dev.postern.api.planner.TurnView;
import dev.postern.api.surface.InboundMessage;
import dev.postern.api.surface.Receipt;
import dev.postern.core.budget.Limit;
import dev.postern.core.identity.Principal;
import dev.postern.core.memory.Memories;
import dev.postern.core.pipeline.DecideStage;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.plugin.BundleIdentity;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionSettings.QueueMode;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Journal;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Store;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.WireException;
import dev.postern.pipeline.internal.stage.BoundedIngest;
import dev.postern.pipeline.internal.stage.FixedSlot;
import dev.postern.pipeline.internal.stage.ParallelAct;
import dev.postern.pipeline.internal.stage.PlainNormalize;
import dev.postern.pipeline.internal.stage.SessionRoute;
import dev.postern.pipeline.internal.stage.StageSlots;
import dev.postern.pipeline.internal.stage.SurfaceEmit;
import dev.postern.pipeline.internal.surface.OpenSurfaces;
import dev.postern.pipeline.internal.surface.PeerTrust;
import dev.postern.session.internal.TestSessions;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;

/** An engine on the real store in a folder, with a planner and tools of the test's. */
final class Gateway implements AutoCloseable {
    static final Principal CLIENT = new Principal(Principal.Kind.CLIENT, "k_client", "default", Set.of("*"),
            Principal.Trust.OPERATOR);
    /** A planner of this name reads no steering. */
    static final String DEAF = "deaf";
    private static final Duration LONGEST = Duration.ofMinutes(2);

    final TestStore kept;
    final Engine engine;
    final OpenSurfaces surfaces = new OpenSurfaces();
    volatile Settings settings;
    volatile List<Limit> limits = List.of();
    volatile Memories memories = _ -> Memories.Read.NOTHING;

    private Gateway(Path home, Planner planner, AnyTools tools, Settings settings, UnaryOperator<Store> store,
            UnaryOperator<Journal> journal) {
        this.settings = settings;
        kept = TestStore.open(home, new NoMetrics());
        var decide = new DecideStage() {
            @Override
            public Decided decide(String name, TurnView view) throws Exception {
                return new Decided(planner.next(view), bytes("planner"));
            }

            @Override
            public boolean steers(String name) {
                return !name.equals(DEAF);
            }
        };
        var stages = new StageSlots(
                FixedSlot.of("ingest", new BoundedIngest(), bytes("ingest")),
                FixedSlot.of("normalize", new PlainNormalize(), bytes("normalize")),
                FixedSlot.of("route", new SessionRoute(TestSessions.over(kept.rows(), kept.store())), bytes("route")),
                FixedSlot.<DecideStage>of("decide", decide, bytes("decide")),
                FixedSlot.of("act", new ParallelAct(tools.runner(kept)), bytes("act")),
                FixedSlot.of("emit", new SurfaceEmit(surfaces), bytes("emit")));
        engine = new Engine(
                new EngineParts(store.apply(kept.store()), kept.rows(), journal.apply(kept.journal()), stages,
                        tools.registry(), reader -> memories.read(reader),
                        new NoMetrics(), _ -> this.limits, surfaces, PeerTrust.NOBODY, _ -> new NoAccess(),
                        () -> this.settings,
                        () -> "revision",
                        CompletableFuture.completedFuture(null), CompletableFuture.completedFuture(null),
                        Clock.systemUTC()));
    }

    static Gateway start(Path home, Planner planner, AnyTools tools) {
        return start(home, planner, tools, Settings.DEFAULT, UnaryOperator.identity());
    }

    static Gateway start(Path home, Planner planner, AnyTools tools, Settings settings, UnaryOperator<Store> store) {
        return start(home, planner, tools, settings, store, UnaryOperator.identity());
    }

    /** One that has not begun to read what is open. */
    static Gateway unstarted(Path home, Planner planner) {
        return new Gateway(home, planner, new Tools(), Settings.DEFAULT, UnaryOperator.identity(),
                UnaryOperator.identity());
    }

    /** The same, that reads what another journal has. */
    static Gateway start(Path home, Planner planner, AnyTools tools, Settings settings, UnaryOperator<Store> store,
            UnaryOperator<Journal> journal) {
        var gateway = new Gateway(home, planner, tools, settings, store, journal);
        gateway.engine.start();
        await("the engine runs", () -> gateway.engine.phase() == Engine.Phase.RUNNING);
        return gateway;
    }

    /** As after kill -9: nothing is told that it ends. */
    void crash() {
        kept.close();
    }

    @Override
    public void close() {
        engine.close();
        kept.close();
    }

    /** The bundle of a stage, or of the planner: each another. */
    static BundleIdentity bytes(String of) {
        return new BundleIdentity("test." + of, "1.0.0", "%064x".formatted(of.hashCode() & 0xFFFFFFFFL));
    }

    Receipt send(String text) throws WireException {
        return send("main", text);
    }

    Receipt send(String thread, String text) throws WireException {
        return accept(Session.GATEWAY, CLIENT, CLIENT.id(), thread, text, "");
    }

    Receipt accept(String surface, Principal principal, String peer, String thread, String text, String dedupeKey)
            throws WireException {
        var message = new InboundMessage(peer, thread, "", List.of(new Part.Text(text, Origin.PERSON)), Instant.now(),
                dedupeKey, JsonObject.of("reply", "here"));
        return engine.accept(new Incoming(principal, surface, Optional.empty(), message, Optional.empty()),
                _ -> List.of()).receipt();
    }

    /** Sends into the main thread's session in a mode. */
    Accepted send(QueueMode mode, String text) throws WireException {
        return send(mode, CLIENT, text, false);
    }

    Accepted send(QueueMode mode, Principal principal, String text, boolean dryRun) throws WireException {
        var message = new InboundMessage(CLIENT.id(), "main", "", List.of(new Part.Text(text, Origin.PERSON)),
                Instant.now(), "", JsonObject.EMPTY);
        return engine.accept(new Incoming(principal, Session.GATEWAY, Optional.empty(), message, Optional.empty(),
                dryRun, Optional.of(mode)), _ -> List.of());
    }

    Turn ended(String turn) {
        return in(turn, state -> state.ended());
    }

    Turn in(String turn, java.util.function.Predicate<Turn.State> wanted) {
        await("the turn is where it should be; it is " + row(turn).map(Turn::state),
                () -> row(turn).map(Turn::state).filter(wanted).isPresent());
        kept.settle();
        return row(turn).orElseThrow();
    }

    Optional<Turn> row(String turn) {
        return kept.rows().turn("default", turn);
    }

    List<String> topics(String turn) {
        return entries(turn).stream().map(entry -> entry.type().topic()).toList();
    }

    /** A turn's records. */
    List<Entry> entries(String turn) {
        kept.settle();
        return kept.journal().ofTurn("default", turn).stream().map(record -> record.entry()).toList();
    }

    /** The first of a type. */
    Entry find(String turn, RecordType type) {
        return entries(turn).stream().filter(entry -> entry.type() == type).findFirst().orElseThrow();
    }

    /** Waits for a condition. */
    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never came true: " + what);
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
        }
    }
}
