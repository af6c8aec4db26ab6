// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings as of now. */
@Component(service = LiveSettings.class, configurationPid = NodesConfig.PID)
@Designate(ocd = NodesConfig.class)
public final class LiveSettings {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSettings.class);

    private volatile NodesSettings settings;

    /** Made by Declarative Services. */
    @Activate
    public LiveSettings(NodesConfig config) {
        this(NodesSettings.of(config));
    }

    /** For tests. */
    LiveSettings(NodesSettings settings) {
        this.settings = settings;
    }

    /** A bad value is refused; the old settings keep serving. */
    @Modified
    void change(NodesConfig config) {
        try {
            settings = NodesSettings.of(config);
        } catch (IllegalArgumentException refused) {
            LOG.error("{}: {}; the settings from before keep serving", NodesConfig.PID, refused.getMessage());
        }
    }

    NodesSettings now() {
        return settings;
    }
}
