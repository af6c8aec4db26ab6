// SPDX-License-Identifier: Apache-2.0
package dev.postern.exchange.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The framework's side: the bundles that came with the distribution, and those that took the place of one. */
final class CoreBundles {
    private static final Logger LOG = LoggerFactory.getLogger(CoreBundles.class);
    /** The launcher gives locations of this form: {@code core:<symbolic name>/<sha256>}. */
    private static final String PREFIX = "core:";
    private static final String OURS = "dev.postern.";
    private static final int REFRESH_SECONDS = 10;

    private final BundleContext context;
    private final ServiceComponentRuntime components;

    CoreBundles(BundleContext context, ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
    }

    /** Ours, by symbolic name; not one that is only about to come, or about to go. */
    List<Bundle> all() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getLocation().startsWith(PREFIX)
                        && bundle.getSymbolicName().startsWith(OURS)
                        && bundle.adapt(BundleWiring.class) != null)
                .sorted(Comparator.comparing(Bundle::getSymbolicName))
                .toList();
    }

    Optional<Bundle> find(String name) {
        return all().stream().filter(bundle -> bundle.getSymbolicName().equals(name)).findFirst();
    }

    static String sha256(Bundle bundle) {
        String location = bundle.getLocation();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** What depends on what, as of now. */
    Fallout fallout() {
        return new Fallout(components);
    }

    /** Why it can only change with the whole distribution; empty when it can be exchanged. */
    Optional<String> fixed(Bundle bundle, Fallout fallout) {
        if (bundle.equals(context.getBundle())) {
            return Optional.of("it is what exchanges the others");
        }
        @Nullable
        String host = bundle.getHeaders().get(Constants.FRAGMENT_HOST);
        if (host != null) {
            return Optional.of("it is a part of " + host);
        }
        @Nullable
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring == null) {
            return Optional.of("it is just being exchanged");
        }
        var users = new TreeSet<String>();
        for (BundleWire wire : wiring.getProvidedWires(PackageNamespace.PACKAGE_NAMESPACE)) {
            users.add(wire.getRequirer().getSymbolicName());
        }
        if (!users.isEmpty()) {
            return Optional.of("its packages are in use by " + String.join(", ", users));
        }
        // what is no component may use a service for good as well
        boolean stands = isUnderUs(bundle, fallout)
                || Fallout.services(bundle).flatMap(CoreBundles::users).anyMatch(
                        user -> !user.equals(context.getBundle()) && isUnderUs(user, fallout));
        return stands ? Optional.of("what exchanges bundles stands on it") : Optional.empty();
    }

    private boolean isUnderUs(Bundle bundle, Fallout fallout) {
        return fallout.of(bundle).contains(context.getBundle().getBundleId());
    }

    /** Whether it takes with it whatever brings requests here: an answer has to go out before the bundle does. */
    boolean closesConnections(Bundle bundle, Fallout fallout) {
        Set<Long> goes = fallout.of(bundle);
        return Fallout.services(context.getBundle()).flatMap(CoreBundles::users)
                .anyMatch(user -> goes.contains(user.getBundleId()));
    }

    private static Stream<Bundle> users(ServiceReference<?> reference) {
        Bundle[] users = reference.getUsingBundles();
        return users == null ? Stream.empty() : Arrays.stream(users);
    }

    /**
     * Puts it into the framework beside the old one, and resolves it; none of its code runs.
     *
     * @throws WireException {@code unresolved}; then it is not there
     */
    Bundle install(Candidate candidate, Bundle beside) throws WireException, IOException {
        try (InputStream content = Files.newInputStream(candidate.file())) {
            Bundle bundle = context.installBundle(PREFIX + candidate.name() + "/" + candidate.sha256(), content);
            bundle.adapt(BundleStartLevel.class)
                    .setStartLevel(beside.adapt(BundleStartLevel.class).getStartLevel());
            if (!wiring().resolveBundles(List.of(bundle))) {
                String missing = missing(bundle);
                remove(bundle);
                throw Refusals.of(ErrorCode.PRECONDITION_FAILED, "unresolved",
                        "what it needs is not there: " + missing);
            }
            return bundle;
        } catch (BundleException refused) {
            throw Refusals.of(ErrorCode.PRECONDITION_FAILED, "unresolved", "the framework refuses it: "
                    + refused.getMessage());
        }
    }

    /** The framework says why a bundle does not resolve only to whoever starts it. */
    private static String missing(Bundle bundle) {
        try {
            bundle.start(Bundle.START_TRANSIENT);
            bundle.stop(Bundle.STOP_TRANSIENT);
            return "nobody knows what";
        } catch (BundleException unresolved) {
            return String.valueOf(unresolved.getMessage());
        }
    }

    /** Stops, uninstalls, and lets go of it. */
    void remove(Bundle bundle) {
        try {
            bundle.uninstall();
        } catch (BundleException | IllegalStateException failed) {
            LOG.warn("{} could not be uninstalled", bundle, failed);
        }
        Collection<Bundle> pending = wiring().getRemovalPendingBundles();
        if (!pending.contains(bundle)) {
            return;
        }
        var done = new CountDownLatch(1);
        wiring().refreshBundles(List.of(bundle), event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.countDown();
            }
        });
        try {
            if (!done.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{} was not let go within {} s", bundle, REFRESH_SECONDS);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private FrameworkWiring wiring() {
        return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }
}
