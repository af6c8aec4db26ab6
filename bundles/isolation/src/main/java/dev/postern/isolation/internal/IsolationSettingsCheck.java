// SPDX-License-Identifier: Apache-2.0
package dev.postern.isolation.internal;

import org.osgi.annotation.bundle.Capability;

/** Judges settings before they are taken. */
@Capability(namespace = "dev.postern.settings", name = IsolationConfig.PID, attribute = "check=${@class}")
public final class IsolationSettingsCheck {

    /**
     * Judges them.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    public IsolationSettingsCheck(IsolationConfig config) {
        var _ = IsolationSettings.of(config);
    }
}
