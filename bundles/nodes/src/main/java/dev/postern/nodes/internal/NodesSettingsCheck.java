// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import org.osgi.annotation.bundle.Capability;

/** Judges settings before they are taken. */
@Capability(namespace = "dev.postern.settings", name = NodesConfig.PID, attribute = "check=${@class}")
public final class NodesSettingsCheck {

    /**
     * Judges them.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    public NodesSettingsCheck(NodesConfig config) {
        var _ = NodesSettings.of(config);
    }
}
