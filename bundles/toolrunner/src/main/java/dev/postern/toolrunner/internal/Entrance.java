// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.postern.core.exchange.Pausable;
import dev.postern.core.wire.WireException;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Where calls outside turns come in. While something that they use is exchanged they wait here, before anything of them is
 * on record; those that are inside come to their end. Calls of turns do not pass here: their turns stand still themselves.
 */
@Component(service = {Entrance.class, Pausable.class})
public final class Entrance implements Pausable {
    /** All guarded by this. */
    private int pauses;
    private int inside;
    private boolean closed;

    /** Whoever waits is sent to the next version of the runner. */
    @Deactivate
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /**
     * Comes in, as soon as nothing is exchanged.
     *
     * @return to be closed at its end
     * @throws WireException when another runner takes over; see {@link WireException#away}
     */
    synchronized Inside enter() throws WireException, InterruptedException {
        while (pauses > 0 && !closed) {
            wait();
        }
        if (closed) {
            throw WireException.away("what runs tools is being exchanged");
        }
        inside++;
        return this::leave;
    }

    private synchronized void leave() {
        inside--;
        notifyAll();
    }

    /** Calls that are not at their end by then go on; they end with the runner, should that be what is exchanged. */
    @Override
    public synchronized Pause pause(Duration limit) throws InterruptedException {
        pauses++;
        var over = new AtomicBoolean();
        Pause pause = () -> {
            if (over.compareAndSet(false, true)) {
                goOn();
            }
        };
        boolean reached = false;
        try {
            awaitNobody(System.nanoTime() + limit.toNanos());
            reached = true;
            return pause;
        } finally {
            if (!reached) {
                pause.close();
            }
        }
    }

    private synchronized void awaitNobody(long end) throws InterruptedException {
        for (long left = end - System.nanoTime(); inside > 0 && left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private synchronized void goOn() {
        pauses--;
        notifyAll();
    }

    /** A call that is inside. */
    interface Inside extends AutoCloseable {
        @Override
        void close();
    }
}
