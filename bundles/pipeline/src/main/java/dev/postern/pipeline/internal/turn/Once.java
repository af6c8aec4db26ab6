// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.Nesting;
import dev.postern.core.store.Recorder;
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
    private final Clock clock;
    private final Map<String, JsonObject> before;
    private int next;
    private volatile boolean used;
    private volatile boolean closed;

    /** @param before what came of it before a crash, by {@link #place} */
    Once(int step, TurnRecords records, Recorder recorder, Clock clock, Map<String, JsonObject> before) {
        this.step = step;
        this.records = records;
        this.recorder = recorder;
        this.clock = clock;
        this.before = before;
    }

    static String place(String kind, long number) {
        return kind + " " + number;
    }

    JsonObject run(String kind, JsonObject request, Callable<JsonObject> work) throws Exception {
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
        recorder.record(records.asked(step, number, kind, request, clock.instant()));
        recorder.barrier();
        try {
            var answer = work.call();
            checkDepth("the answer", answer);
            checkOpen();
            recorder.record(records.answered(step, number, kind, answer, clock.instant()));
            return answer;
        } catch (Exception failed) {
            if (!closed) {
                recorder.record(records.unanswered(step, number, kind,
                        failed instanceof InterruptedException ? "interrupted" : String.valueOf(failed.getMessage()),
                        clock.instant()));
            }
            throw failed;
        }
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
