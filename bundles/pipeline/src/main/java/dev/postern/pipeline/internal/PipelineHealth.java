// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.util.Locale;
import java.util.stream.Collectors;

import dev.postern.api.planner.Planner;
import dev.postern.api.planner.PlannerDefinition;
import dev.postern.core.health.HealthPart;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.util.tracker.ServiceTracker;

/** Up when messages are taken and run: the engine, every stage and the configured planner are there. */
@Component
public final class PipelineHealth implements HealthPart {
    private final ServiceTracker<Planner, ServiceReference<Planner>> planners;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable PipelineComponent pipeline;

    /** Follows the planners without touching them. */
    @Activate
    public PipelineHealth(BundleContext context) {
        planners = new ServiceTracker<>(context, Planner.class, null) {
            @Override
            public ServiceReference<Planner> addingService(ServiceReference<Planner> reference) {
                return reference;
            }

            @Override
            public void removedService(ServiceReference<Planner> reference, ServiceReference<Planner> same) {
                // it was never got
            }
        };
        planners.open();
    }

    @Override
    public String name() {
        return "pipeline";
    }

    @Override
    public Health health() {
        var parts = pipeline;
        if (parts == null) {
            return Health.down("the engine waits for the store, the tool runner, metrics and access");
        }
        var missing = parts.stages().missing();
        if (!missing.isEmpty()) {
            return Health.down("no bundle serves the pipeline's stages " + missing);
        }
        if (parts.engine().phase() != Engine.Phase.RUNNING) {
            return Health.down("the engine is " + parts.engine().phase().name().toLowerCase(Locale.ROOT));
        }
        var planner = parts.settings().planner();
        if (planners.getTracked().keySet().stream()
                .noneMatch(reference -> planner.equals(reference.getProperty(PlannerDefinition.NAME)))) {
            return Health.down("there is no planner " + planner
                    + "; start its bundle or name another in dev.postern.pipeline");
        }
        return new Health(true, parts.engine().surfaces().failures().entrySet().stream()
                .map(failure -> "the surface " + failure.getKey() + " " + failure.getValue())
                .collect(Collectors.joining("; ")));
    }

    @Deactivate
    void stop() {
        planners.close();
    }
}
