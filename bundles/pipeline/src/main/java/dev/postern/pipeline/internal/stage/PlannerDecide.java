// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.stage;

import java.time.Duration;
import java.util.List;

import dev.postern.api.planner.Planner;
import dev.postern.api.planner.PlannerDefinition;
import dev.postern.api.planner.TurnView;
import dev.postern.core.pipeline.DecideStage;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Asks the planner of that name; one that is being updated is waited for. */
@Component(configurationPid = "dev.postern.pipeline.decide")
@Designate(ocd = PlannerDecide.Config.class)
public final class PlannerDecide implements DecideStage {
    private final Planners planners;
    private final Duration patience;

    /** Follows the planners in the service registry. */
    @Activate
    public PlannerDecide(BundleContext context, Config config) {
        this.planners = new Planners(context);
        this.patience = Duration.ofMillis(config.planner_wait_ms());
    }

    @Override
    public Decided decide(String name, TurnView turn) throws Exception {
        var planner = planners.await(name, patience).orElseThrow(() -> missing(name));
        return new Decided(planner.stage().next(turn), planner.identity());
    }

    @Override
    public boolean steers(String name) {
        return planners.steers(name);
    }

    @Deactivate
    void stop() {
        planners.close();
    }

    private WireException missing(String name) {
        var there = planners.names();
        return new WireException(ErrorCode.UNAVAILABLE,
                "there is no planner " + name + "; " + (there.isEmpty() ? "there is none at all" : "there are " + there)
                        + ", registered as " + Planner.class.getSimpleName() + " services with "
                        + PlannerDefinition.NAME,
                List.of(), true, Duration.ofSeconds(5));
    }

    /** How long to wait. */
    @ObjectClassDefinition(name = "Postern decide stage", description = "How planners are asked")
    @interface Config {
        /** Milliseconds that a planner which is not there is waited for. */
        @AttributeDefinition(name = "Planner wait",
                description = "Milliseconds that a planner which is not there, for example while it is updated, is waited for",
                min = "0", max = "600000")
        int planner_wait_ms() default 5_000;
    }
}
