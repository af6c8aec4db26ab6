// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import java.util.ArrayList;
import java.util.List;

import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Holds;
import org.jspecify.annotations.Nullable;

/** One hold, from the first beat to its end. */
final class KeptHold implements Holds.Hold {
    private final Approval approval;
    private final String by;
    private final String connection;
    private final List<Runnable> told = new ArrayList<>(1);
    private long lastBeat;
    private @Nullable End end;

    KeptHold(Approval approval, String by, String connection, long now) {
        this.approval = approval;
        this.by = by;
        this.connection = connection;
        this.lastBeat = now;
    }

    Approval approval() {
        return approval;
    }

    @Override
    public String by() {
        return by;
    }

    boolean isOf(String principal, String of) {
        return by.equals(principal) && connection.equals(of);
    }

    /** Another beat; false when it has ended. */
    synchronized boolean beat(long now) {
        if (end == null) {
            lastBeat = now;
        }
        return end == null;
    }

    /** How long it still lasts without another beat, in ns. */
    synchronized long left(long now, long gap) {
        return lastBeat + gap - now;
    }

    synchronized boolean isEnded() {
        return end != null;
    }

    /** Ends it, once; the first reason counts. False when it had ended before. */
    boolean end(End why) {
        List<Runnable> now;
        synchronized (this) {
            if (end != null) {
                return false;
            }
            end = why;
            now = List.copyOf(told);
            told.clear();
        }
        now.forEach(Runnable::run);
        return true;
    }

    @Override
    public AutoCloseable onEnd(Runnable ended) {
        synchronized (this) {
            if (end == null) {
                told.add(ended);
                return () -> forget(ended);
            }
        }
        ended.run();
        return () -> {};
    }

    @Override
    public synchronized String reason() {
        return end == null ? "" : end.reason();
    }

    private synchronized void forget(Runnable ended) {
        told.remove(ended);
    }

    /** Why a hold ended. */
    enum End {
        RELEASED("it was let go"),
        NO_BEAT("no beat came for 1,500 ms"),
        DISCONNECTED("the connection of whoever held is gone"),
        OVER("what was held has come to its end"),
        STOPPING("the gateway stops");

        private final String reason;

        End(String reason) {
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }
}
