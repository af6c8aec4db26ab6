// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import org.osgi.annotation.bundle.Capability;

/** Judges settings before they are taken. */
@Capability(namespace = "dev.postern.settings", name = PlannerConfig.PID, attribute = "check=${@class}")
public final class PlannerSettingsCheck {

    /**
     * Judges them.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    public PlannerSettingsCheck(PlannerConfig config) {
        var _ = Settings.of(config);
    }
}
