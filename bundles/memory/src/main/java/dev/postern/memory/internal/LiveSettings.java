// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings as of now. */
@Component(service = LiveSettings.class, configurationPid = MemoryConfig.PID)
@Designate(ocd = MemoryConfig.class)
public final class LiveSettings {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSettings.class);

    private volatile MemorySettings settings;

    /** Made by Declarative Services. */
    @Activate
    public LiveSettings(MemoryConfig config) {
        this(MemorySettings.of(config));
    }

    /** For tests. */
    LiveSettings(MemorySettings settings) {
        this.settings = settings;
    }

    /** A bad value is refused; the old settings keep serving. */
    @Modified
    void change(MemoryConfig config) {
        try {
            settings = MemorySettings.of(config);
        } catch (IllegalArgumentException refused) {
            LOG.error("{}: {}; the settings from before keep serving", MemoryConfig.PID, refused.getMessage());
        }
    }

    MemorySettings now() {
        return settings;
    }
}
