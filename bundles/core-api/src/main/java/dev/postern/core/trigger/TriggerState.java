// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.trigger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a trigger stands.
 *
 * @param tenant whose it is
 * @param id {@code <plugin>/<name>}, or the name alone of one that an administrator configured
 * @param revision counts changes, from 1
 * @param schedule the schedule that this is about, as text; times of another are counted from when it came
 * @param reached every due time up to here is settled
 * @param fired how many messages it sent
 * @param skipped how many due times had no run of their own
 * @param recent its last runs, the newest first, at most {@value #MOST_RECENT}
 */
public record TriggerState(
        String tenant,
        String id,
        long revision,
        String schedule,
        Instant reached,
        long fired,
        long skipped,
        List<Run> recent) {
    /** Runs that are kept. */
    public static final int MOST_RECENT = 20;

    /** Copies the runs. */
    public TriggerState {
        recent = List.copyOf(recent);
    }

    /** A trigger that was never seen: what was due before is none of its. */
    public static TriggerState fresh(String tenant, String id, String schedule, Instant now) {
        return new TriggerState(tenant, id, 1, schedule, now, 0, 0, List.of());
    }

    /** The same, for another schedule: its due times count from now on. */
    public TriggerState with(String schedule, Instant now) {
        return new TriggerState(tenant, id, revision + 1, schedule, now, fired, skipped, recent);
    }

    /** The same, with due times settled that nobody runs. */
    public TriggerState settled(Instant reached) {
        return new TriggerState(tenant, id, revision + 1, schedule, reached, fired, skipped, recent);
    }

    /** The same after a run. */
    public TriggerState after(Run run, Instant reached) {
        return new TriggerState(tenant, id, revision + 1, schedule, reached,
                fired + (run.outcome() == Outcome.FIRED ? 1 : 0), skipped + run.missed(),
                Stream.concat(Stream.of(run), recent.stream()).limit(MOST_RECENT).toList());
    }

    /** How a due time ended. */
    public enum Outcome {
        /** It became a message. */
        FIRED,
        /** There was nothing to say. */
        SILENT,
        /** It was passed over. */
        SKIPPED,
        /** No message came of it. */
        FAILED
    }

    /**
     * A run.
     *
     * @param due the due time
     * @param at when it was run
     * @param outcome how it ended
     * @param missed how many due times it stands for besides its own, or of those that were passed over how many
     * @param byHand whether somebody fired it
     * @param session where the message went
     * @param turn what answers it
     * @param code why not, for programs
     * @param reason why not, for people
     */
    public record Run(
            Instant due,
            Instant at,
            Outcome outcome,
            int missed,
            boolean byHand,
            Optional<String> session,
            Optional<String> turn,
            Optional<String> code,
            Optional<String> reason) {}
}
