// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.postern.core.session.SessionSettings.QueueMode;
import org.jspecify.annotations.Nullable;

/**
 * A session's turns that wait, in the order in which they are to run, and the room that their messages take. Guarded by the
 * lane's lock.
 */
final class Line {
    private final Room room;
    private final List<QueuedTurn> turns = new ArrayList<>();

    Line(Room room) {
        this.room = room;
    }

    /** The next; empty when none waits. */
    Optional<QueuedTurn> head() {
        return turns.isEmpty() ? Optional.empty() : Optional.of(turns.getFirst());
    }

    /** The last; empty when none waits. */
    Optional<QueuedTurn> tail() {
        return turns.isEmpty() ? Optional.empty() : Optional.of(turns.getLast());
    }

    /** Whether there is a next, and nothing of it is on its way to be durable. */
    boolean isReady() {
        return head().filter(turn -> turn.state() == QueuedTurn.State.WAITING
                && turn.gathering().filter(Gathering::isJoined).isEmpty()).isPresent();
    }

    /** When the next has collected long enough; empty when it does not, or nothing joins it since another stands behind it. */
    Optional<Long> due() {
        return turns.size() > 1
                ? Optional.empty()
                : head().filter(turn -> !turn.begun()).flatMap(QueuedTurn::gathering).map(Gathering::due);
    }

    boolean isEmpty() {
        return turns.isEmpty();
    }

    Stream<QueuedTurn> stream() {
        return turns.stream();
    }

    /** Messages that wait. */
    int messages() {
        return turns.stream().mapToInt(QueuedTurn::messages).sum();
    }

    /** One that has its room already: behind all, but one that interrupts comes before all that have not begun. */
    void add(QueuedTurn turn) {
        turns.add(turn.interrupts() ? urgent() : turns.size(), turn);
    }

    private int urgent() {
        int place = 0;
        while (place < turns.size() && (turns.get(place).begun() || turns.get(place).interrupts())) {
            place++;
        }
        return place;
    }

    /** Once it is known of all how they came, those that interrupt stand where they would have stood. */
    void order() {
        turns.sort(Comparator.comparingInt(Line::rank));
    }

    /** One that is to end comes first: it may have run although that is not on record. */
    private static int rank(QueuedTurn turn) {
        if (turn.begun() || turn.interruption().isPresent()) {
            return 0;
        }
        return turn.interrupts() ? 1 : 2;
    }

    /** One that ran and has not ended. */
    void putBack(QueuedTurn turn) {
        turns.addFirst(turn);
        room.enter(turn);
    }

    /** One that was accepted before. */
    void recover(QueuedTurn turn) {
        turns.add(turn);
        room.enter(turn);
    }

    /** Takes one out; false when it is not here. */
    boolean remove(QueuedTurn turn) {
        boolean here = turns.remove(turn);
        if (here) {
            room.leave(turn);
        }
        return here;
    }

    /** Whether what the message may meet must be known first, or become durable. */
    boolean mustSettle(Newcomer newcomer) {
        return switch (newcomer.mode()) {
            case QUEUE -> false;
            case COLLECT -> tail().filter(tail -> !tail.isKnown()
                    || tail.gathering().isPresent() && tail.state() == QueuedTurn.State.SUBMITTED).isPresent();
            case STEER, INTERRUPT -> head().filter(head -> !head.isKnown()).isPresent();
        };
    }

    /** The turn that collects a message: the last, so that the order stays. */
    Optional<QueuedTurn> host(Newcomer newcomer) {
        return newcomer.mode() != QueueMode.COLLECT
                ? Optional.empty()
                : tail().filter(tail -> tail.state() == QueuedTurn.State.WAITING && !tail.begun()
                        && tail.isOf(newcomer.speaker())
                        && tail.gathering().filter(gathering -> gathering.takes(newcomer.bytes())).isPresent());
    }

    /** The turn that has begun, for those who may tell it something. One in doubt waits for an operator alone. */
    Optional<String> target(Newcomer newcomer, Optional<QueuedTurn> running) {
        var mode = newcomer.mode();
        if (mode != QueueMode.STEER && mode != QueueMode.INTERRUPT) {
            return Optional.empty();
        }
        return running.or(() -> head().filter(QueuedTurn::begun))
                .filter(turn -> turn.isOf(newcomer.speaker()) && turn.interruption().isEmpty()
                        && (mode == QueueMode.STEER || turn.state() != QueuedTurn.State.IN_DOUBT))
                .map(QueuedTurn::id);
    }

    /** Those of which it is not known yet how they came. */
    List<QueuedTurn> unknown() {
        return turns.stream().filter(turn -> !turn.isKnown()).toList();
    }

    /** What the journal says of one. */
    void remember(QueuedTurn turn, Remembered read, @Nullable Gathering collected) {
        boolean here = turns.contains(turn);
        if (here) {
            room.leave(turn);
        }
        turn.remember(read, collected);
        if (here) {
            room.enter(turn);
        }
    }

    /** Those that are to steer a turn, in order. */
    List<QueuedTurn> steering(String turn) {
        return turns.stream()
                .filter(waiting -> waiting.state() == QueuedTurn.State.WAITING && !waiting.begun()
                        && waiting.arrival().mode() == QueueMode.STEER
                        && waiting.arrival().target().filter(turn::equals).isPresent())
                .toList();
    }
}
