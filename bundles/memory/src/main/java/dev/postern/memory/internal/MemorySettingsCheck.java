// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import org.osgi.annotation.bundle.Capability;

/** Judges settings before they are taken. */
@Capability(namespace = "dev.postern.settings", name = MemoryConfig.PID, attribute = "check=${@class}")
public final class MemorySettingsCheck {

    /**
     * Judges them.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    public MemorySettingsCheck(MemoryConfig config) {
        var _ = MemorySettings.of(config);
    }
}
