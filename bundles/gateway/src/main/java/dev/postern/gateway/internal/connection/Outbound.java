// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.connection;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.postern.core.metrics.Metrics;
import dev.postern.gateway.internal.SharedRoom;
import dev.postern.protocol.CloseCode;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * What goes out on a connection. Never blocks the sender: the bytes that wait for the client are counted, and a client
 * that lets them grow beyond the limit is cut off. Frames go to Jetty's core session as bytes, so that an event is
 * encoded once for all who get it.
 */
final class Outbound {
    /** What counts as waiting once the line is cut: less than nothing, whatever callbacks still come. */
    private static final long GONE = Long.MIN_VALUE / 2;

    private final CoreSession core;
    private final long limit;
    private final SharedRoom shared;
    private final Runnable crowded;
    private final Metrics.Counter cuts;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean cut;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private volatile int waiters;
    private volatile long progressNanos = System.nanoTime();

    /**
     * @param core the connection
     * @param limit bytes that may wait
     * @param shared bytes that may wait for all connections together
     * @param crowded what is to be done when more do
     * @param cuts counts clients that were too slow
     */
    Outbound(CoreSession core, long limit, SharedRoom shared, Runnable crowded, Metrics.Counter cuts) {
        this.core = core;
        this.limit = limit;
        this.shared = shared;
        this.crowded = crowded;
        this.cuts = cuts;
    }

    /** Sends a text frame. False when nothing is sent any more. */
    boolean send(byte[] utf8) {
        if (ended.get()) {
            return false;
        }
        boolean within = shared.overdraw(utf8.length);
        long now = waiting.addAndGet(utf8.length);
        if (now < 0) {
            shared.giveBack(utf8.length);
            return false;
        }
        // a frame larger than the whole buffer goes out when it is alone
        if (now > limit && now != utf8.length) {
            forget(utf8.length);
            cut();
            return false;
        }
        if (!within) {
            crowded.run();
        }
        core.sendFrame(new Frame(OpCode.TEXT, ByteBuffer.wrap(utf8)), new Sent(utf8.length), false);
        return true;
    }

    /** Sends what may be lost: only while at most a quarter of the buffer is full. */
    boolean sendIfRoom(byte[] utf8) {
        return waiting.get() + utf8.length <= limit / 4 && send(utf8);
    }

    /**
     * Waits until less than half of the buffer is full.
     *
     * @param patience how long the client may take not a single frame
     * @return false when it took none, or the connection ended
     */
    boolean awaitRoom(Duration patience) throws InterruptedException {
        if (waiting.get() <= limit / 2) {
            return !ended.get();
        }
        lock.lock();
        try {
            waiters++;
            while (waiting.get() > limit / 2 && !ended.get()) {
                long left = progressNanos + patience.toNanos() - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                room.await(left, TimeUnit.NANOSECONDS);
            }
            return !ended.get();
        } finally {
            waiters--;
            lock.unlock();
        }
    }

    void ping() {
        if (!ended.get()) {
            core.sendFrame(new Frame(OpCode.PING), Callback.NOOP, false);
        }
    }

    /** The client is too slow. */
    void cut() {
        if (end(CloseCode.SLOW)) {
            cut = true;
            cuts.add(1);
        }
    }

    /** Whether it was: what waited for the client goes out before the close frame, when it reads again. */
    boolean wasCut() {
        return cut;
    }

    /** Closes after what was sent before. False when it was closed already. */
    boolean end(CloseCode code) {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        core.close(code.code(), code.reason(), Callback.NOOP);
        wakeWaiters();
        return true;
    }

    /** No more is sent: the connection is gone. */
    void gone() {
        ended.set(true);
        wakeWaiters();
    }

    boolean ended() {
        return ended.get();
    }

    /** The bytes that wait for the client. */
    long waiting() {
        return Math.max(0, waiting.get());
    }

    /** Cuts the line without a word, for a client that does not take the close frame either. */
    void abort() {
        ended.set(true);
        long dropped = waiting.getAndSet(GONE);
        if (dropped > 0) {
            shared.giveBack(dropped);
        }
        wakeWaiters();
        core.abort();
    }

    /** Cuts it so that what the client does not read keeps nobody else from being answered. */
    void giveWay() {
        if (!ended.get()) {
            cuts.add(1);
        }
        abort();
    }

    private void forget(int bytes) {
        if (waiting.getAndAdd(-bytes) > 0) {
            shared.giveBack(bytes);
        }
    }

    private void wakeWaiters() {
        lock.lock();
        try {
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A frame that has gone out, or never will. */
    private final class Sent implements Callback {
        private final int bytes;

        Sent(int bytes) {
            this.bytes = bytes;
        }

        @Override
        public void succeeded() {
            progressNanos = System.nanoTime();
            done();
        }

        @Override
        public void failed(Throwable cause) {
            done();
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        private void done() {
            forget(bytes);
            if (waiters > 0) {
                wakeWaiters();
            }
        }
    }
}
