// SPDX-License-Identifier: Apache-2.0
package dev.postern.exchange.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import dev.postern.core.exchange.Pausable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets everything that can stand still do so, in the order of its service ranking, and go on in the other. */
final class Pauses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pauses.class);

    private final Deque<Pausable.Pause> held = new ArrayDeque<>();

    private Pauses() {}

    static Pauses begin(BundleContext context, Duration longest) throws InterruptedException {
        var pauses = new Pauses();
        boolean complete = false;
        try {
            long end = System.nanoTime() + longest.toNanos();
            for (ServiceReference<Pausable> reference : references(context)) {
                Pausable part = context.getService(reference);
                if (part != null) {
                    pauses.held.push(part.pause(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
                    context.ungetService(reference);
                }
            }
            complete = true;
            return pauses;
        } finally {
            if (!complete) {
                pauses.close();
            }
        }
    }

    private static List<ServiceReference<Pausable>> references(BundleContext context) {
        try {
            return context.getServiceReferences(Pausable.class, null).stream()
                    .sorted(java.util.Collections.reverseOrder()).toList();
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Also of parts that went meanwhile. */
    @Override
    public void close() {
        while (!held.isEmpty()) {
            try {
                held.pop().close();
            } catch (RuntimeException gone) {
                LOG.warn("a part that stood still does not go on by itself", gone);
            }
        }
    }
}
