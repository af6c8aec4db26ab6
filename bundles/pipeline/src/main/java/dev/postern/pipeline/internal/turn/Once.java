// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.TurnView;
import dev.postern.api.planner.Usage;
import dev.postern.core.json.Nesting;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Recorder;
import dev.postern.pipeline.internal.record.Cost;
import dev.postern.pipeline.internal.record.TurnRecords;

/**
 * Does for one step's planner what costs, on record before and after. Used by the planner's thread; closed by the turn's,
 * so that a planner that was abandoned does nothing more.
 */
final class Once {
    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    private final int step;
    private final TurnRecords records;
    private final Recorder recorder;
    private final Meter meter;
    private final Clock clock;
    private final Map<String, JsonObject> before;
    private int next;
    private volatile boolean used;
    private volatile boolean closed;

    /** @param before what came of it before a crash, by {@link #place} */
    Once(int step, TurnRecords records, Recorder recorder, Meter meter, Clock clock, Map<String, JsonObject> before) {
        this.step = step;
        this.records = records;
        this.recorder = recorder;
        this.meter = meter;
        this.clock = clock;
        this.before = before;
    }

    static String place(String kind, long number) {
        return kind + " " + number;
    }

    /** Something of which nothing is counted. */
    JsonObject run(String kind, JsonObject request, Callable<JsonObject> work) throws Exception {
        return run(kind, request, Optional.empty(), _ -> work.call());
    }

    /**
     * Something that counts.
     *
     * @throws LimitException when a limit has no room for it
     */
    JsonObject run(String kind, JsonObject request, Usage most, TurnView.Metered work) throws Exception {
        return run(kind, request, Optional.of(most), work);
    }

    private JsonObject run(String kind, JsonObject request, Optional<Usage> most, TurnView.Metered work)
            throws Exception {
        if (!KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException("a kind is snake_case, and this is " + kind);
        }
        checkDepth("the request", request);
        checkOpen();
        int number = next++;
        var known = before.get(place(kind, number));
        if (known != null) {
            return known;
        }
        used = true;
        var cost = new Cost(step, number, kind, request.text("model"), most);
        var held = ask(records.asked(cost, request, clock.instant()), most);
        var said = new AtomicReference<>(most);
        try {
            var answer = work.run(usage -> said.set(Optional.of(usage)));
            checkDepth("the answer", answer);
            checkOpen();
            end(records.answered(cost.using(most.flatMap(_ -> said.get())), answer, clock.instant()), held, said.get());
            return answer;
        } catch (Exception failed) {
            if (!closed) {
                end(records.unanswered(cost.using(most.flatMap(_ -> said.get())),
                        failed instanceof InterruptedException ? "interrupted" : String.valueOf(failed.getMessage()),
                        clock.instant()), held, said.get());
            }
            throw failed;
        }
    }

    /** Durable when it returns. */
    private Optional<Meter.Held> ask(Entry asked, Optional<Usage> most) throws Exception {
        if (most.isPresent()) {
            return Optional.of(meter.hold(asked, most.get()));
        }
        recorder.record(asked);
        recorder.barrier();
        return Optional.empty();
    }

    private void end(Entry ended, Optional<Meter.Held> held, Optional<Usage> usage) {
        held.ifPresentOrElse(some -> meter.settle(ended, some, usage.orElse(some.most())),
                () -> recorder.record(ended));
    }

    /** Whether anything was done that nobody wants to do again. */
    boolean used() {
        return used;
    }

    void close() {
        closed = true;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the step is over, and with it what its planner may do");
        }
    }

    private static void checkDepth(String what, JsonObject value) {
        if (Nesting.exceeds(value, Nesting.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    what + " nests deeper than " + Nesting.MAX_VALUE + ", which is the limit of what is recorded");
        }
    }
}
