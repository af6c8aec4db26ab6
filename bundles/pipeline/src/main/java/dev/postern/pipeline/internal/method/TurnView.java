// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.method;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.core.turn.Turn;

/** A turn as clients see it. */
public record TurnView(
        @Description("Its id") String id,
        @Description("Its session") String session,
        @Description("Where it stands") Turn.State state,
        @Description("When its message became durable") Instant acceptedAt,
        @Description("When it ended") Optional<Instant> endedAt,
        @Description("What it answered") Optional<String> reply,
        @Description("Why it failed") Optional<Failure> error,
        @Description("Steps decided so far") int steps,
        @Description("Commits it needed so far") int commits,
        @Description("The turn that its message reached while that ran: this one ended without a step") Optional<String> into,
        @Description("What it used of models; absent when it asked none") Optional<Usage> usage) {

    /** The row, with what the engine knows better: that it runs is not recorded at once. */
    static TurnView of(Turn turn, boolean running) {
        boolean stood = turn.state() == Turn.State.QUEUED || turn.state() == Turn.State.WAITING_APPROVAL;
        var state = running && stood ? Turn.State.RUNNING : turn.state();
        return new TurnView(turn.id(), turn.session(), state, turn.acceptedAt(), turn.endedAt(), turn.reply(),
                turn.error().map(error -> new Failure(error.code(), error.message())), turn.steps(), turn.commits(),
                turn.into(), turn.usage().map(Usage::of));
    }

    /** What was used. */
    public record Usage(
            @Description("Tokens that models read, cached ones among them") long input,
            @Description("Of these, such as came from a cache") long cachedInput,
            @Description("Tokens that models wrote") long output,
            @Description("What it cost by the models' prices: millionths of a currency's unit, by its three letters; empty"
                    + " where no price is known") Map<String, Long> spend) {
        static Usage of(dev.postern.api.planner.Usage usage) {
            return new Usage(usage.input(), usage.cachedInput(), usage.output(), usage.spend());
        }
    }

    /** Why a turn failed. */
    public record Failure(
            @Description("The stable code") String code,
            @Description("Why, for people") String message) {}

    /** One turn as a result. */
    public record One(@Description("The turn") TurnView turn) {}
}
