// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import org.osgi.annotation.bundle.Capability;

/** Judges settings of the door before it gets them. */
@Capability(namespace = "dev.postern.settings", name = DoorConfig.PID, attribute = "check=${@class}")
public final class DoorSettingsCheck {

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    public DoorSettingsCheck(DoorConfig config) {
        Limits.of(config);
    }
}
