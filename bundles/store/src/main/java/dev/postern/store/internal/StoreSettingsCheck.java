// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import org.osgi.annotation.bundle.Capability;

/** Judges settings before the store gets them: with those that it cannot use it would leave, and all with it. */
@Capability(namespace = "dev.postern.settings", name = StoreSettings.PID, attribute = "check=${@class}")
public final class StoreSettingsCheck {
    /**
     * Judges them.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    public StoreSettingsCheck(StoreSettings settings) {
        if (!settings.url().isBlank()) {
            Dialect.of(settings.url());
        }
    }
}
