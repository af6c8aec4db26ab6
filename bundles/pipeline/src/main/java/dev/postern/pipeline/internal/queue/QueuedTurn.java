// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

import dev.postern.pipeline.internal.record.AcceptedTurn;
import org.jspecify.annotations.Nullable;

/** A turn in its session's lane. Guarded by the lane's lock, but for what is final. */
public final class QueuedTurn {
    /** Longer messages are read again from the journal: ten thousand waiting turns must not fill the memory. */
    private static final int MAX_HELD_CHARS = 8 * 1024;

    private final String id;
    private final @Nullable AcceptedTurn accepted;
    private final boolean recovered;
    /** What came to something while it ran. */
    private final Set<String> heard = new HashSet<>();
    private Set<String> waitsFor = Set.of();
    private int runs;
    private Duration spent = Duration.ZERO;
    private State state;
    private int failures;

    private QueuedTurn(String id, @Nullable AcceptedTurn accepted, boolean recovered, State state) {
        this.id = id;
        this.accepted = accepted;
        this.recovered = recovered;
        this.state = state;
    }

    /** One whose acceptance was submitted. */
    public static QueuedTurn submitted(AcceptedTurn accepted) {
        boolean small = accepted.message().parts().toString().length() <= MAX_HELD_CHARS;
        return new QueuedTurn(accepted.id(), small ? accepted : null, false, State.SUBMITTED);
    }

    /** One that was open when the gateway started. */
    public static QueuedTurn recovered(String id, boolean inDoubt) {
        return new QueuedTurn(id, null, true, inDoubt ? State.IN_DOUBT : State.WAITING);
    }

    /** The turn's id. */
    public String id() {
        return id;
    }

    /** What it begins from; null when that must be read from the journal. */
    public @Nullable AcceptedTurn accepted() {
        return accepted;
    }

    /** Whether there may be records of steps. */
    public boolean resumed() {
        return recovered || runs > 1 || failures > 0;
    }

    /** How long it has run so far, what it waited left out; since the gateway's start. */
    public Duration spent() {
        return spent;
    }

    /** It ran for so long. Called by the thread that ran it, before that lets go of it. */
    public void spend(Duration time) {
        spent = spent.plus(time);
    }

    /** How often it had to begin again. */
    public int failures() {
        return failures;
    }

    State state() {
        return state;
    }

    void state(State next) {
        state = next;
    }

    void failed() {
        failures++;
    }

    /** It begins to run: whatever it is told from here on may come after it looked. */
    void begin() {
        heard.clear();
        runs++;
        state = State.RUNNING;
    }

    /** It has something to wait for; whether that has not come to anything while it ran. */
    boolean park(Set<String> on) {
        waitsFor = on;
        boolean waits = Collections.disjoint(on, heard);
        state = waits ? State.PARKED : State.WAITING;
        return waits;
    }

    /** Something came to something; whether it may go on by that. */
    boolean told(String id) {
        if (state == State.RUNNING) {
            heard.add(id);
            return false;
        }
        if (state != State.PARKED || !waitsFor.contains(id)) {
            return false;
        }
        state = State.WAITING;
        return true;
    }

    enum State {
        /** Its acceptance is not durable yet. */
        SUBMITTED,
        WAITING,
        RUNNING,
        /** Calls of it wait for a person's word. */
        PARKED,
        IN_DOUBT,
        /** Somebody is writing what becomes of it. */
        WRITING
    }
}
