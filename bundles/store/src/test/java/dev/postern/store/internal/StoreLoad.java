package dev.postern.store.internal;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.Turn;
import dev.postern.json.StrictJson;

/** A load program: sessions that commit four batches a turn, as turns with one tool do. Arguments: sessions, seconds. */
public final class StoreLoad {
    private StoreLoad() {}

    public static void main(String... arguments) throws Exception {
        int sessions = Integer.parseInt(arguments[0]);
        int seconds = Integer.parseInt(arguments[1]);
        var home = Files.createTempDirectory(Path.of(System.getProperty("load.folder", "/var/tmp")), "store-load");
        var engine = StoreEngine.open(Databases.derby(home), Migrations.shipped(), new StrictJson(), new NoMetrics(),
                Clock.systemUTC(), StoreEngine.Limits.DEFAULT);
        var turns = new AtomicLong();
        var stop = new AtomicLong(Long.MAX_VALUE);
        var threads = new ArrayList<Thread>();
        for (int s = 0; s < sessions; s++) {
            var session = Samples.IDS.next("s");
            engine.commit(Batch.of(new Write.PutSession(Samples.session(session, "thread" + s), 0)));
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    while (System.nanoTime() < stop.get()) {
                        turn(engine, session);
                        turns.incrementAndGet();
                    }
                } catch (Exception e) {
                    e.printStackTrace();
                }
            }));
        }
        for (int second = 0; second < seconds; second++) {
            long before = turns.get();
            long cpu = cpu();
            Thread.sleep(1000);
            long done = turns.get() - before;
            System.out.printf("%d turns/s, %d batches/s, %.2f CPU-ms a turn, heap %d MiB%n", done, done * 4,
                    (cpu() - cpu) / 1e6 / Math.max(1, done),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20);
        }
        stop.set(0);
        for (var thread : threads) {
            thread.join();
        }
        engine.close();
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static void turn(StoreEngine engine, String session) throws Exception {
        var turn = Samples.IDS.next("t");
        var call = Samples.IDS.next("c");
        engine.commit(Batch.of(
                new Write.ClaimMessage(Samples.TENANT, "webhook", turn, session, turn, Samples.AT),
                append(RecordType.MESSAGE_ACCEPTED, null, null), append(RecordType.TURN_ACCEPTED, session, turn),
                append(RecordType.MESSAGE_QUEUED, session, turn),
                new Write.PutTurn(Samples.turn(turn, session, Turn.State.QUEUED)),
                new Write.PutOutcome(Samples.outcome(turn, Samples.AT))));
        engine.commit(Batch.of(append(RecordType.TURN_STARTED, session, turn),
                append(RecordType.DECIDE_FINISHED, session, turn), append(RecordType.TURN_STEP, session, turn),
                append(RecordType.TOOL_REQUESTED, session, turn), append(RecordType.POLICY_DECIDED, session, turn),
                append(RecordType.TOOL_STARTED, session, turn),
                new Write.PutTurn(Samples.turn(turn, session, Turn.State.RUNNING)),
                new Write.PutCall(Samples.call(call, session, Optional.of(turn), Call.State.RUNNING,
                        JsonObject.of("path", "src/main")))));
        engine.commit(Batch.of(append(RecordType.TOOL_FINISHED, session, turn),
                append(RecordType.DECIDE_FINISHED, session, turn), append(RecordType.TURN_STEP, session, turn),
                append(RecordType.TURN_FINISHED, session, turn),
                new Write.PutCall(Samples.call(call, session, Optional.of(turn), Call.State.FINISHED,
                        JsonObject.of("path", "src/main"))),
                new Write.PutProgress(Samples.TENANT, session, Samples.progress(call)),
                new Write.PutTurn(Samples.turn(turn, session, Turn.State.FINISHED)),
                new Write.PutOutbox(Samples.outbox("o" + turn, dev.postern.core.turn.OutboxItem.State.PENDING,
                        Samples.AT))));
        engine.commit(Batch.of(append(RecordType.MESSAGE_EMITTED, session, turn), new Write.PutOutbox(
                Samples.outbox("o" + turn, dev.postern.core.turn.OutboxItem.State.DELIVERED, Samples.AT))));
    }

    private static Write.Append append(RecordType type, @org.jspecify.annotations.Nullable String session,
            @org.jspecify.annotations.Nullable String turn) {
        var meta = JsonObject.builder().put("tool", "files.search").put("version", "1.2.3").put("state", "running")
                .put("bundle", "dev.postern.tools.files/0.1.0/0123456789abcdef0123456789abcdef").build();
        return new Write.Append(new Entry(type, Samples.TENANT, session, turn, null, Samples.AT, meta,
                JsonObject.of("text", "a message of the usual length that says what is to be done ".repeat(3)),
                type == RecordType.POLICY_DECIDED || type == RecordType.DECIDE_FINISHED
                        ? JsonObject.of("input", "what replay needs ".repeat(25))
                        : JsonObject.EMPTY));
    }

}
