// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.crash;

import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/**
 * Ends the process in the middle of a change of plugins: {@code bundle:installed}, {@code bundle:started},
 * {@code bundle:stopped} and {@code bundle:uninstalled} are the first such event of any plugin's bundle.
 */
final class PluginFuse implements SynchronousBundleListener {
    private final Fuse fuse;

    PluginFuse(Fuse fuse) {
        this.fuse = fuse;
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getBundle().getLocation().startsWith("plugin:")
                && fuse.moment().filter(name(event.getType())::equals).isPresent()) {
            Fuse.burn();
        }
    }

    private static String name(int type) {
        return switch (type) {
            case BundleEvent.INSTALLED -> "bundle:installed";
            case BundleEvent.STARTED -> "bundle:started";
            case BundleEvent.STOPPED -> "bundle:stopped";
            case BundleEvent.UNINSTALLED -> "bundle:uninstalled";
            default -> "";
        };
    }
}
