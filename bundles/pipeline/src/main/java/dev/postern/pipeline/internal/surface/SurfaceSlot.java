// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.surface;

import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.postern.core.access.Access;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One adapter from open to close, both on threads of their own: they may block. */
final class SurfaceSlot {
    private static final Logger LOG = LoggerFactory.getLogger(SurfaceSlot.class);
    /** Whoever unregisters an adapter waits this long for it to close. */
    private static final long CLOSE_SECONDS = 5;

    private final Candidate candidate;
    private final Access access;
    private final AdapterContext context;
    private final OpenSurfaces open;
    private final Runnable onOpen;
    private final CountDownLatch opened = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile String failure = "";
    private volatile boolean stopping;

    SurfaceSlot(Candidate candidate, Inbound inbound, PeerTrust trust, Means means, OpenSurfaces open,
            Runnable onOpen) {
        this.candidate = candidate;
        this.access = means.open(candidate.grants());
        this.context = new AdapterContext(candidate, inbound, trust, access, Clock.systemUTC());
        this.open = open;
        this.onOpen = onOpen;
    }

    Candidate candidate() {
        return candidate;
    }

    /** Why it does not work; empty while it does. */
    String failure() {
        return failure;
    }

    void start() {
        Thread.ofVirtual().name("surface-" + candidate.surface()).start(this::open);
    }

    private void open() {
        try {
            candidate.adapter().open(context);
            if (!stopping) {
                open.opened(candidate.surface(), candidate.adapter());
                LOG.info("the surface {} is open", candidate.surface());
            }
        } catch (Exception | LinkageError | StackOverflowError | AssertionError failed) {
            failure = "could not open: " + failed;
            LOG.error("the surface {} could not open; it is tried again when its plugin starts again",
                    candidate.surface(), failed);
        } finally {
            opened.countDown();
        }
        if (failure.isEmpty() && !stopping) {
            onOpen.run();
        }
    }

    /** Closes it, and waits a while for that. */
    void stop() throws InterruptedException {
        stopping = true;
        context.refuse();
        open.closed(candidate.surface(), candidate.adapter());
        Thread.ofVirtual().name("surface-" + candidate.surface()).start(this::close);
        if (!closed.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("the surface {} takes longer than {} s to close", candidate.surface(), CLOSE_SECONDS);
        }
    }

    private void close() {
        try {
            opened.await();
            open.closed(candidate.surface(), candidate.adapter());
            if (failure.isEmpty()) {
                candidate.adapter().close();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError failed) {
            LOG.warn("the surface {} failed to close", candidate.surface(), failed);
        } finally {
            access.close();
            closed.countDown();
        }
    }
}
