// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import dev.postern.api.planner.Usage;
import dev.postern.core.budget.Limit;
import dev.postern.core.budget.Limit.Span;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Recorder;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.wire.ErrorCode;
import dev.postern.pipeline.internal.record.AcceptedTurn;

/**
 * Counts what a turn uses. What something may use at most is held, in one transaction with the record that it is asked for,
 * and settled with the record of what came of it: so many sessions at once never pass a limit of their tenant, and what a
 * crash cut off counts as all that it may have used. Safe for use by several threads.
 */
final class Meter {
    private final AcceptedTurn turn;
    private final Recorder recorder;
    private final Supplier<List<Limit>> limits;
    private final Clock clock;
    private Optional<Usage> used;

    /** @param used what the turn used before, by its records */
    Meter(AcceptedTurn turn, Recorder recorder, Supplier<List<Limit>> limits, Clock clock, Optional<Usage> used) {
        this.turn = turn;
        this.recorder = recorder;
        this.limits = limits;
        this.clock = clock;
        this.used = used;
    }

    /** What the turn used so far, also what is held; empty when nothing was counted. */
    synchronized Optional<Usage> used() {
        return used;
    }

    /**
     * Holds what is to be used; durable, with the record, when it returns.
     *
     * @throws LimitException when a limit has no room for it; nothing is recorded then
     */
    Held hold(Entry asked, Usage most) throws LimitException, StoreException {
        var day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var now = limits.get();
        for (var limit : now) {
            if (limit.span() == Span.TURN) {
                var refusal = limit.refusal(used().orElse(Usage.NONE), most, day);
                if (refusal.isPresent()) {
                    throw reached(refusal.get());
                }
            }
        }
        var stored = now.stream().filter(limit -> limit.span() != Span.TURN).toList();
        try {
            recorder.barrier(List.of(new Write.Append(asked),
                    new Write.Use(turn.tenant(), turn.session(), day, most, stored)));
        } catch (StoreException refused) {
            if (refused.reason() == StoreException.Reason.LIMIT_REACHED) {
                throw reached(String.valueOf(refused.getMessage()));
            }
            throw refused;
        }
        add(most);
        return new Held(day, most);
    }

    /** Records how it ended, and that it used this in place of what was held; durable with the next barrier. */
    void settle(Entry ended, Held held, Usage usage) {
        var more = usage.minus(held.most());
        recorder.record(new Write.Append(ended),
                new Write.Use(turn.tenant(), turn.session(), held.day(), more, List.of()));
        add(more);
    }

    private synchronized void add(Usage more) {
        used = Optional.of(used.orElse(Usage.NONE).plus(more));
    }

    private static LimitException reached(String why) {
        return new LimitException(new TurnEnd.Failed(ErrorCode.PRECONDITION_FAILED, why));
    }

    /** What is held, and for which day it counts. */
    record Held(LocalDate day, Usage most) {}
}
