// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.postern.core.hash.Sha256;
import dev.postern.core.plugin.PluginException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The framework's side of plugins. Bundles are started for this run of the framework only: which ones run is decided by
 * what is recorded as installed, never by what the framework remembers.
 */
final class PluginBundles {
    private static final Logger LOG = LoggerFactory.getLogger(PluginBundles.class);
    private static final String PREFIX = "plugin:";
    private static final int REFRESH_SECONDS = 10;

    private final BundleContext context;
    private final Duration patience;
    private final Placement placement;
    private final StartMarks marks;
    private final ServiceUses uses;
    /** Bundles whose code does not return: nothing can be done with them until it does. */
    private final Set<Bundle> stuck = ConcurrentHashMap.newKeySet();

    /**
     * @param patience how long a bundle may take to start, and to stop
     * @param placement where their code runs
     * @param marks which of them are being started
     */
    PluginBundles(BundleContext context, Duration patience, Placement placement, StartMarks marks) {
        this.context = context;
        this.placement = placement;
        this.marks = marks;
        this.uses = new ServiceUses(context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION));
        this.patience = patience;
    }

    static boolean isPlugin(Bundle bundle) {
        return bundle.getLocation().startsWith(PREFIX);
    }

    static String location(String symbolicName, String sha256) {
        return PREFIX + symbolicName + "/" + sha256;
    }

    /** What the gateway offers now. */
    Platform platform() {
        return new Platform(context);
    }

    /** All bundles that there are. */
    List<Bundle> everything() {
        return List.of(context.getBundles());
    }

    /** All bundles at our locations. */
    List<Bundle> all() {
        var bundles = new ArrayList<Bundle>();
        for (Bundle bundle : context.getBundles()) {
            if (isPlugin(bundle)) {
                bundles.add(bundle);
            }
        }
        return bundles;
    }

    Optional<Bundle> find(String symbolicName, String sha256) {
        return Optional.ofNullable(context.getBundle(location(symbolicName, sha256)));
    }

    /** The same without one that is out of our hands. */
    Optional<Bundle> findUsable(String symbolicName, String sha256) {
        return find(symbolicName, sha256).filter(bundle -> !stuck.contains(bundle));
    }

    /** Bundles that use packages or other capabilities of this one, by symbolic name and version. */
    static List<String> dependents(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return wiring == null
                ? List.of()
                : wiring.getProvidedWires(null).stream().map(wire -> wire.getRequirer().getBundle())
                        .filter(other -> !other.equals(bundle))
                        .map(other -> other.getSymbolicName() + "/" + other.getVersion()).distinct().sorted().toList();
    }

    /** Whether a bundle that is no plugin has the symbolic name. */
    boolean isOurs(String symbolicName) {
        for (Bundle bundle : context.getBundles()) {
            if (!isPlugin(bundle) && symbolicName.equals(bundle.getSymbolicName())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Installs and starts; when it cannot be started, it is not installed.
     *
     * @throws PluginException code {@code start_failed}, also when the file has another digest than it was examined with
     */
    Bundle start(String symbolicName, String sha256, Path jar)
            throws PluginException, IOException, InterruptedException {
        if (!Sha256.hex(jar).equals(sha256)) {
            throw new PluginException("start_failed",
                    "its file " + jar + " was changed since it was installed; install it again", null);
        }
        if (find(symbolicName, sha256).filter(stuck::contains).isPresent()) {
            throw new PluginException("start_failed",
                    "it was tried before, and its code still runs and does not hear that it should end;"
                            + " mend it and give it a new Bundle-Version, or start the gateway again",
                    null);
        }
        Bundle bundle;
        try (InputStream content = Files.newInputStream(jar)) {
            bundle = context.installBundle(location(symbolicName, sha256), content);
        } catch (BundleException refused) {
            throw new PluginException("start_failed", "the framework refused it: " + refused.getMessage(), refused);
        }
        try {
            if (bundle.getState() != Bundle.ACTIVE && !placement.start(bundle, jar)) {
                marks.begin(sha256);
                start(bundle, sha256);
                marks.forget(sha256);
            }
            return bundle;
        } catch (BundleException failed) {
            marks.forget(sha256);
            remove(bundle);
            throw new PluginException("start_failed", "it does not start: " + root(failed), failed);
        } catch (PluginException | IOException | InterruptedException given) {
            remove(bundle);
            throw given;
        }
    }

    /** Somebody asked for it: it is started however often the gateway ended in it. */
    void tryAgain(String sha256) throws IOException {
        marks.forget(sha256);
    }

    private void start(Bundle bundle, String sha256)
            throws BundleException, PluginException, IOException, InterruptedException {
        var step = new BoundedStep("postern-plugin-start",
                () -> bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY), () -> {
                    stop(bundle);
                    letGo(bundle);
                });
        boolean started = false;
        try {
            started = step.await(patience);
        } catch (InterruptedException hurry) {
            cutOff(step, bundle);
            throw hurry;
        }
        if (!started) {
            cutOff(step, bundle);
            if (context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() == Bundle.ACTIVE) {
                // it hangs; were the framework ending, it might be because of what it does
                marks.forget(sha256);
            }
            throw new PluginException("start_failed", "it does not start within " + patience.toMillis()
                    + " ms (health.timeout.millis of " + PluginsConfig.PID + "); constructors and @Activate methods"
                    + " return at once, and leave what takes time to threads of their own", null);
        }
    }

    private void cutOff(BoundedStep step, Bundle bundle) {
        stuck.add(bundle);
        if (step.cutOff()) {
            stuck.remove(bundle);
        } else {
            LOG.error("Code of {} does not return and cannot be interrupted; the bundle goes once it does",
                    bundle.getLocation());
        }
    }

    private void letGo(Bundle bundle) {
        refresh();
        stuck.remove(bundle);
    }

    /**
     * Stops and uninstalls, and lets go of what only it used; what hangs while it stops goes later. Never touches a bundle
     * that is no plugin.
     */
    void remove(Bundle bundle) {
        if (stuck.contains(bundle)) {
            return;
        }
        var step = new BoundedStep("postern-plugin-stop", () -> stop(bundle), () -> letGo(bundle));
        if (!step.awaitUninterruptibly(patience)) {
            cutOff(step, bundle);
        }
        refresh();
        uses.forget(bundle);
    }

    private void stop(Bundle bundle) {
        placement.stop(bundle);
        try {
            bundle.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException stopping) {
            LOG.warn("{} failed while it stopped", bundle.getLocation(), stopping);
        }
        try {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
        } catch (BundleException failed) {
            LOG.warn("{} could not be uninstalled", bundle.getLocation(), failed);
        }
    }

    /** Removes what uninstalled plugins left behind. A closure that reaches beyond plugins stays until the next start. */
    private void refresh() {
        FrameworkWiring framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        List<Bundle> pending = framework.getRemovalPendingBundles().stream().filter(PluginBundles::isPlugin).toList();
        if (pending.isEmpty()) {
            return;
        }
        Collection<Bundle> closure = framework.getDependencyClosure(pending);
        if (!closure.stream().allMatch(PluginBundles::isPlugin)) {
            LOG.warn("{} are still in use by {}", pending, closure);
            return;
        }
        var done = new CountDownLatch(1);
        framework.refreshBundles(pending, event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.countDown();
            }
        });
        try {
            if (!done.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{} were not refreshed within {} s", pending, REFRESH_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root == failure ? String.valueOf(failure.getMessage()) : root.toString();
    }
}
