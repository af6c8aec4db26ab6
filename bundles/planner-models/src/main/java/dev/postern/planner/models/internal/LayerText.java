// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.util.Map;

import dev.postern.api.planner.TurnView;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What models are told in the sessions of a tenant or of a workspace. */
@Component(service = LayerText.class, configurationPid = InstructionConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = InstructionConfig.class, factory = true)
@Capability(namespace = "dev.postern.settings", name = InstructionConfig.PID, attribute = "check=${@class}")
public final class LayerText {
    private static final Logger LOG = LoggerFactory.getLogger(LayerText.class);

    private final String pid;
    private volatile Layer layer;

    /** Made by Declarative Services. */
    @Activate
    public LayerText(InstructionConfig config, Map<String, Object> properties) {
        this.pid = String.valueOf(properties.get(Constants.SERVICE_PID));
        this.layer = read(config);
    }

    /**
     * Judges the configuration.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    public LayerText(InstructionConfig config) {
        this(config, Map.of());
    }

    /** A bad value is refused; the text from before holds on. */
    @Modified
    void modified(InstructionConfig config) {
        try {
            layer = read(config);
        } catch (IllegalArgumentException refused) {
            LOG.error("{}: {}; the text from before holds on", pid, refused.getMessage());
        }
    }

    /**
     * What it says, and for whom.
     *
     * @param workspace empty for all of the tenant's
     */
    private record Layer(String tenant, String workspace, String text) {}

    private static Layer read(InstructionConfig config) {
        if (config.tenant().isBlank()) {
            throw new IllegalArgumentException("tenant: is a tenant's name");
        }
        return new Layer(config.tenant(), config.workspace(), Instructions.checked("text",
                config.workspace().isEmpty() ? "tenant" : "workspace", String.valueOf(config.text()),
                Instructions.LONGEST_LAYER));
    }

    /** In the order of their files. */
    String pid() {
        return pid;
    }

    String text() {
        return layer.text;
    }

    boolean isOfTenantOf(TurnView turn) {
        var now = layer;
        return now.workspace.isEmpty() && now.tenant.equals(turn.tenant());
    }

    boolean isOfWorkspaceOf(TurnView turn) {
        var now = layer;
        return !now.workspace.isEmpty() && now.tenant.equals(turn.tenant()) && now.workspace.equals(turn.workspace());
    }
}
