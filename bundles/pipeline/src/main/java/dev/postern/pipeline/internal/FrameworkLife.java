// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.SynchronousBundleListener;

/** Tells when all bundles are up, and acts before the first goes down. */
final class FrameworkLife implements SynchronousBundleListener, FrameworkListener, AutoCloseable {
    /** A framework that takes longer has a bundle that hangs: turns run without it. */
    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    private final BundleContext context;
    private final Runnable drain;
    private final CompletableFuture<Void> started = new CompletableFuture<>();

    FrameworkLife(BundleContext context, Runnable drain) {
        this.context = context;
        this.drain = drain;
    }

    /** Completes when the framework has started. */
    CompletionStage<Void> started() {
        return started;
    }

    void begin() {
        context.addBundleListener(this);
        context.addFrameworkListener(this);
        if (context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() == Bundle.ACTIVE) {
            started.complete(null);
        }
        started.completeOnTimeout(null, LONGEST_START.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.STARTED) {
            started.complete(null);
        }
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID && event.getType() == BundleEvent.STOPPING) {
            drain.run();
        }
    }

    @Override
    public void close() {
        context.removeBundleListener(this);
        context.removeFrameworkListener(this);
    }
}
