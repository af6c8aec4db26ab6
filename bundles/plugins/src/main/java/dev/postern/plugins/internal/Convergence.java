// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.postern.core.plugin.PluginException;
import dev.postern.plugins.internal.Desired.Change;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the framework what is written down, once at every start. */
final class Convergence {
    private static final Logger LOG = LoggerFactory.getLogger(Convergence.class);

    private final Completion completion;
    private final PluginBundles bundles;
    private final PluginHealth health;
    private final DesiredFile desired;
    private final Records records;
    private final HeldUpdates held;
    private final Staging staging;
    private final JarStore jars;
    private final Duration healthTimeout;

    Convergence(
            Completion completion,
            PluginBundles bundles,
            PluginHealth health,
            DesiredFile desired,
            Records records,
            HeldUpdates held,
            Staging staging,
            JarStore jars,
            Duration healthTimeout) {
        this.completion = completion;
        this.bundles = bundles;
        this.health = health;
        this.desired = desired;
        this.records = records;
        this.held = held;
        this.staging = staging;
        this.jars = jars;
        this.healthTimeout = healthTimeout;
    }

    /** Runs once, before the first change. A plugin that fails keeps nobody else from starting. */
    void run() throws InterruptedException, IOException {
        staging.clear();
        Desired found = desired.get();
        removeStrangers(found);
        startAll(found.enabled());
        if (found.change().isPresent()) {
            recover(found.change().get());
        }
        jars.retain(desired.get().kept());
        held.tidy(desired.get());
    }

    private void startAll(List<InstalledPlugin> plugins) throws InterruptedException {
        Map<InstalledPlugin, Bundle> started = new HashMap<>();
        List<InstalledPlugin> waiting = plugins;
        boolean more = true;
        while (more) {
            var unresolved = new LinkedHashMap<InstalledPlugin, PluginException>();
            for (InstalledPlugin plugin : waiting) {
                try {
                    started.put(plugin, completion.attempt(plugin));
                } catch (PluginException failed) {
                    if (isUnresolved(failed)) {
                        unresolved.put(plugin, failed);
                    } else {
                        completion.fail(plugin, failed);
                    }
                } catch (IOException failed) {
                    completion.fail(plugin, failed);
                }
            }
            // what one needs another may have brought meanwhile
            more = !unresolved.isEmpty() && unresolved.size() < waiting.size();
            waiting = List.copyOf(unresolved.keySet());
            if (!more) {
                unresolved.forEach(completion::fail);
            }
        }
        for (var each : started.entrySet()) {
            try {
                health.await(each.getValue(), each.getKey().toolLabels(), healthTimeout);
            } catch (PluginException unhealthy) {
                completion.fail(each.getKey(), unhealthy);
            }
        }
    }

    private static boolean isUnresolved(PluginException failed) {
        return failed.getCause() instanceof BundleException start && start.getType() == BundleException.RESOLVE_ERROR;
    }

    /** Bundles at our locations that nobody asked us for: installed behind our back, or left by a crash. */
    private void removeStrangers(Desired found) {
        var wanted = new ArrayList<String>();
        found.enabled().forEach(it -> wanted.add(PluginBundles.location(it.symbolicName(), it.sha256())));
        for (Bundle bundle : bundles.all()) {
            if (!wanted.contains(bundle.getLocation())) {
                LOG.warn("{} is not recorded as installed and is removed", bundle.getLocation());
                bundles.remove(bundle);
            }
        }
    }

    /** Completes what was under way when the gateway ended, so that its idempotency key gets its outcome. */
    private void recover(Change change) throws InterruptedException, IOException {
        LOG.info("Completing the change of plugin {} that began at {}", change.subject().id(), change.at());
        try {
            if (records.isDone(change)) {
                completion.cutAfterCrash(change);
                if (!change.rests()) {
                    startAll(change.after().stream().toList());
                }
            } else {
                completion.completeAfterCrash(change);
            }
        } catch (PluginException failed) {
            LOG.warn("The change of plugin {} was undone", change.subject().id(), failed);
        }
    }
}
