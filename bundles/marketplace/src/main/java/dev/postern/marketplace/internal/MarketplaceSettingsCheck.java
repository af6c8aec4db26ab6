// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import org.osgi.annotation.bundle.Capability;

/** Judges settings before they are taken. */
@Capability(namespace = "dev.postern.settings", name = MarketplaceConfig.PID, attribute = "check=${@class}")
public final class MarketplaceSettingsCheck {

    /**
     * Judges them.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    public MarketplaceSettingsCheck(MarketplaceConfig config) {
        var _ = Source.all(config);
    }
}
