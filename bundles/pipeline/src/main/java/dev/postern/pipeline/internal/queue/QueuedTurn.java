// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import dev.postern.core.pipeline.NormalizedMessage;
import dev.postern.core.session.SessionSettings.QueueMode;
import dev.postern.pipeline.internal.record.AcceptedTurn;
import dev.postern.pipeline.internal.record.Arrival;
import dev.postern.pipeline.internal.run.Stop;
import org.jspecify.annotations.Nullable;

/** A turn in its session's lane. Guarded by the lane's lock, but for what is final. */
public final class QueuedTurn {
    /** Longer messages are read again from the journal: ten thousand waiting turns must not fill the memory. */
    private static final int MAX_HELD_CHARS = 8 * 1024;

    private final String id;
    private final boolean recovered;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private @Nullable AcceptedTurn accepted;
    private @Nullable Speaker speaker;
    private @Nullable Gathering gathering;
    private Stop.@Nullable Cancelled interruption;
    private Arrival arrival = Arrival.PLAIN;
    private boolean known;
    private boolean begun;
    private boolean doubtful;
    /** What came to something while it ran. */
    private final Set<String> heard = new HashSet<>();
    private Set<String> waitsFor = Set.of();
    private int runs;
    private Duration spent = Duration.ZERO;
    private State state;
    private int failures;

    private QueuedTurn(String id, boolean recovered, State state) {
        this.id = id;
        this.recovered = recovered;
        this.state = state;
    }

    /**
     * One whose acceptance was submitted.
     *
     * @param gathering what it collects; null when it does not
     */
    static QueuedTurn submitted(AcceptedTurn accepted, Arrival arrival, @Nullable Gathering gathering) {
        var turn = new QueuedTurn(accepted.id(), false, State.SUBMITTED);
        turn.accepted = isShort(accepted.message()) ? accepted : null;
        turn.speaker = new Speaker(accepted.principal(), accepted.dryRun());
        turn.arrival = arrival;
        turn.gathering = gathering;
        turn.known = true;
        return turn;
    }

    /** What is told of earlier is told with it, and may be longer than the message. */
    private static boolean isShort(NormalizedMessage message) {
        return message.parts().toString().length() + message.before().toString().length()
                + message.surfaceMetadata().toString().length() <= MAX_HELD_CHARS;
    }

    /** One that was open when the gateway started, of which nothing else is known yet. */
    public static QueuedTurn recovered(String id, boolean inDoubt) {
        return new QueuedTurn(id, true, inDoubt ? State.IN_DOUBT : State.WAITING);
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
        return recovered || runs > 1 || failures > 0 || doubtful;
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

    /** Whether something of it was written of which it is not known whether it is durable. */
    public boolean isDoubtful() {
        return doubtful;
    }

    void doubt() {
        doubtful = true;
    }

    /** Whether it is known how it came. */
    boolean isKnown() {
        return known;
    }

    /** What the journal says of it. */
    void remember(Remembered read, @Nullable Gathering collected) {
        speaker = read.speaker();
        arrival = read.arrival();
        begun = read.begun();
        gathering = begun ? null : collected;
        known = true;
    }

    Arrival arrival() {
        return arrival;
    }

    /** Whether it comes before all that have not begun. */
    boolean interrupts() {
        return arrival.mode() == QueueMode.INTERRUPT;
    }

    /** Who said it, by id; empty while that is not known. */
    String by() {
        return speaker == null ? "" : speaker.principal().id();
    }

    boolean isOf(Speaker other) {
        return other.equals(speaker);
    }

    /** Whether it ran, in this life of the gateway or the one before. */
    boolean begun() {
        return begun;
    }

    /** What it collects; empty when it does not, or has begun. */
    Optional<Gathering> gathering() {
        return Optional.ofNullable(gathering);
    }

    /** Its messages. */
    int messages() {
        return gathering == null ? 1 : gathering.messages();
    }

    /** One more message is on its way to it: what it begins from is read from the journal. */
    void join(int bytes, long at) {
        gathering().orElseThrow().join(bytes, at);
        accepted = null;
    }

    /** Ends each of its runs, until it has ended. */
    void interrupt(Stop.Cancelled by) {
        interruption = by;
        if (state == State.PARKED) {
            state = State.WAITING;
        }
    }

    Optional<Stop.Cancelled> interruption() {
        return Optional.ofNullable(interruption);
    }

    /** Completes once its acceptance is durable, or refused. */
    CompletableFuture<Void> settled() {
        return settled;
    }

    State state() {
        return state;
    }

    void state(State next) {
        state = next;
        if (next != State.SUBMITTED) {
            settled.complete(null);
        }
    }

    void failed() {
        failures++;
    }

    /** It begins to run: whatever it is told from here on may come after it looked. */
    void begin() {
        heard.clear();
        runs++;
        begun = true;
        state = State.RUNNING;
    }

    /** It has something to wait for; whether that has not come to anything while it ran. */
    boolean park(Set<String> on) {
        waitsFor = on;
        boolean waits = interruption == null && Collections.disjoint(on, heard);
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
