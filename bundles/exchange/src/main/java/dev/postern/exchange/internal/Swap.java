// SPDX-License-Identifier: Apache-2.0
package dev.postern.exchange.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleRevision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts one bundle in the place of another. Turns and calls stand still meanwhile. A plugin's new version comes up beside
 * the old one, as every plugin's does; any other comes when the old one has stopped, for there may be no two of it.
 */
final class Swap {
    private static final Logger LOG = LoggerFactory.getLogger(Swap.class);
    private static final String PLUGIN = "dev.postern.plugin";

    private final BundleContext context;
    private final CoreBundles bundles;
    private final Served served;
    private final Supplier<ExchangeConfig> config;

    Swap(BundleContext context, CoreBundles bundles, Served served, Supplier<ExchangeConfig> config) {
        this.context = context;
        this.bundles = bundles;
        this.served = served;
        this.config = config;
    }

    /**
     * Does it.
     *
     * @param commit makes it last, once all serves; it does not if that fails
     * @throws WireException why it could not be; the old one serves
     */
    void run(Candidate candidate, Bundle old, Commit commit) throws WireException, IOException, InterruptedException {
        Bundle fresh = bundles.install(candidate, old);
        boolean serves = false;
        try (var _ = Pauses.begin(context, Duration.ofMillis(config.get().pause_millis()))) {
            Set<String> before = served.without(old);
            try {
                boolean beside = isPlugin(old);
                if (!beside) {
                    stop(old);
                }
                start(fresh);
                check(before, fresh);
                if (beside) {
                    stop(old);
                    check(before, fresh);
                }
                commit.make();
                serves = true;
            } finally {
                if (!serves) {
                    giveUp(fresh);
                    restart(old);
                    served.await(before, old, Duration.ofMillis(config.get().health_millis()));
                }
            }
        } finally {
            bundles.remove(serves ? old : fresh);
        }
    }

    private void check(Set<String> before, Bundle fresh) throws WireException, InterruptedException {
        Optional<String> ailment = served.await(before, fresh, Duration.ofMillis(config.get().health_millis()));
        if (ailment.isPresent()) {
            throw Refusals.of(ErrorCode.PRECONDITION_FAILED, "unhealthy", ailment.get());
        }
    }

    private static boolean isPlugin(Bundle bundle) {
        return !bundle.adapt(BundleRevision.class).getDeclaredCapabilities(PLUGIN).isEmpty();
    }

    private static void start(Bundle bundle) throws WireException {
        try {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException failed) {
            throw Refusals.of(ErrorCode.PRECONDITION_FAILED, "start_failed", "it does not start: "
                    + failed.getMessage());
        }
    }

    private static void stop(Bundle bundle) throws WireException {
        try {
            bundle.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException failed) {
            throw Refusals.of(ErrorCode.PRECONDITION_FAILED, "start_failed", "the old version does not stop: "
                    + failed.getMessage());
        }
    }

    /** Whatever it does while it stops, the old one comes back. */
    private static void giveUp(Bundle fresh) {
        try {
            fresh.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException failed) {
            LOG.warn("{} failed while it stopped", fresh, failed);
        }
    }

    private static void restart(Bundle old) throws WireException {
        if (old.getState() != Bundle.ACTIVE) {
            start(old);
        }
    }

    /** Makes it last. */
    @FunctionalInterface
    interface Commit {
        void make() throws IOException;
    }
}
