// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.util.Map;

import dev.postern.api.planner.TurnView;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** What models are told in the sessions of a tenant or of a workspace. */
@Component(service = LayerText.class, configurationPid = InstructionConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = InstructionConfig.class, factory = true)
@Capability(namespace = "dev.postern.settings", name = InstructionConfig.PID, attribute = "check=${@class}")
public final class LayerText {
    private final String pid;
    private final String tenant;
    private final String workspace;
    private final String text;

    /** Made by Declarative Services. */
    @Activate
    public LayerText(InstructionConfig config, Map<String, Object> properties) {
        this(config, String.valueOf(properties.get(Constants.SERVICE_PID)));
    }

    /**
     * Judges the configuration.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    public LayerText(InstructionConfig config) {
        this(config, "");
    }

    LayerText(InstructionConfig config, String pid) {
        this.pid = pid;
        tenant = config.tenant();
        workspace = config.workspace();
        text = Instructions.checked("text", isOfTenant() ? "tenant" : "workspace", String.valueOf(config.text()),
                Instructions.LONGEST_LAYER);
        if (tenant.isBlank()) {
            throw new IllegalArgumentException("tenant: is a tenant's name");
        }
    }

    /** In the order of their files. */
    String pid() {
        return pid;
    }

    String text() {
        return text;
    }

    /** Whether it is for all of the tenant's sessions. */
    private boolean isOfTenant() {
        return workspace.isEmpty();
    }

    boolean isOfTenantOf(TurnView turn) {
        return isOfTenant() && tenant.equals(turn.tenant());
    }

    boolean isOfWorkspaceOf(TurnView turn) {
        return tenant.equals(turn.tenant()) && workspace.equals(turn.workspace());
    }
}
