// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** What waits in a lane to steer the turn that runs there. */
final class LaneSteering implements Steering {
    private final ReentrantLock lock;
    private final Line line;
    private final String turn;

    LaneSteering(ReentrantLock lock, Line line, String turn) {
        this.lock = lock;
        this.line = line;
        this.turn = turn;
    }

    @Override
    public List<QueuedTurn> take() {
        lock.lock();
        try {
            var taken = line.steering(turn);
            taken.forEach(message -> message.state(QueuedTurn.State.WRITING));
            return taken;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void taken(List<QueuedTurn> messages) {
        lock.lock();
        try {
            messages.forEach(line::remove);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void giveBack(List<QueuedTurn> messages) {
        lock.lock();
        try {
            for (var message : messages) {
                message.doubt();
                message.state(QueuedTurn.State.WAITING);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void had(Set<String> turns) {
        lock.lock();
        try {
            line.stream().filter(message -> turns.contains(message.id())).toList().forEach(line::remove);
        } finally {
            lock.unlock();
        }
    }
}
