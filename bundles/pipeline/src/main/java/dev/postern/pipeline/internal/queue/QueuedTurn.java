package dev.postern.pipeline.internal.queue;

import dev.postern.pipeline.internal.record.AcceptedTurn;
import org.jspecify.annotations.Nullable;

/** A turn in its session's lane. Guarded by the lane's lock, but for what is final. */
public final class QueuedTurn {
    /** Longer messages are read again from the journal: ten thousand waiting turns must not fill the memory. */
    private static final int MAX_HELD_CHARS = 8 * 1024;

    private final String id;
    private final @Nullable AcceptedTurn accepted;
    private final boolean recovered;
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
        return recovered || failures > 0;
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

    enum State {
        /** Its acceptance is not durable yet. */
        SUBMITTED,
        WAITING,
        RUNNING,
        IN_DOUBT,
        /** Somebody is writing that it is cancelled. */
        CANCELLING
    }
}
