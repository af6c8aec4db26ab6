// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.message.Origin;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView;
import org.jspecify.annotations.Nullable;

/** What a turn has decided so far and what came of it. Used by the turn's thread alone. */
final class Steps {
    private final List<TurnView.Step> done = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private final Map<Identity, Integer> identical = new HashMap<>();
    private @Nullable Open open;
    private Origin origin = Origin.PERSON;

    /** Steps that were decided, the open one included. */
    int decided() {
        return done.size() + (open == null ? 0 : 1);
    }

    /** The steps that are done, as they are now. */
    List<TurnView.Step> done() {
        return List.copyOf(done);
    }

    /** What was decided and has not come to its end. */
    Optional<Open> open() {
        return Optional.ofNullable(open);
    }

    /** Notes a decision. */
    void decide(Open decided) {
        open = decided;
        if (decided.decision() instanceof Decision.CallTools(var calls, _)) {
            sizes.add(calls.size());
            calls.forEach(call -> identical.merge(new Identity(call), 1, Integer::sum));
        }
    }

    /** Notes what came of the open decision, and where that came from. */
    void end(List<Known.Ended> ends) {
        if (open == null || !(open.decision() instanceof Decision.CallTools(var calls, var note))) {
            throw new IllegalStateException("no calls are open");
        }
        done.add(new TurnView.Step(calls, ends.stream().map(Known.Ended::result).toList(), note));
        ends.forEach(end -> taint(end.origin()));
        open = null;
    }

    /** The most often that one tool was called with one input. */
    int mostIdentical() {
        return identical.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** How many calls each step made. */
    List<Integer> sizes() {
        return List.copyOf(sizes);
    }

    /** The worst origin of anything that the next decision can rest on. */
    Origin origin() {
        return origin;
    }

    /** Something foreign came in: it stays so for the rest of the turn. */
    void taint(Origin with) {
        if (with == Origin.FOREIGN) {
            origin = Origin.FOREIGN;
        }
    }

    /**
     * A decision that has not come to its end.
     *
     * @param number from 1
     * @param decision what was decided
     * @param known what is known of its calls from before a crash, by their place; empty when nothing
     */
    record Open(int number, Decision decision, Map<Integer, Known> known) {}

    /** What is known of a call from before a crash. */
    sealed interface Known {
        /**
         * It ended.
         *
         * @param origin where the result came from, by the version of the tool that ran
         */
        record Ended(TurnView.Result result, Origin origin) implements Known {}

        /** It began. */
        record Begun() implements Known {}

        /** It waits for a person's word, or has just got it. */
        record Waits() implements Known {}

        /** It may have happened. */
        record InDoubt() implements Known {}

        /** It stood in doubt, and an operator wants it made again. */
        record Retried() implements Known {}
    }

    private record Identity(String tool, String input) {
        Identity(Decision.Call call) {
            this(call.tool(), call.input().canonical());
        }
    }
}
