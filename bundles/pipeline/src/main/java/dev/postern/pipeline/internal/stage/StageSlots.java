// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.stage;

import java.util.List;
import java.util.stream.Stream;

import dev.postern.core.pipeline.ActStage;
import dev.postern.core.pipeline.DecideStage;
import dev.postern.core.pipeline.EmitStage;
import dev.postern.core.pipeline.IngestStage;
import dev.postern.core.pipeline.NormalizeStage;
import dev.postern.core.pipeline.RouteStage;
import org.osgi.framework.BundleContext;

/** The six places, in order. */
public record StageSlots(
        Slot<IngestStage> ingest,
        Slot<NormalizeStage> normalize,
        Slot<RouteStage> route,
        Slot<DecideStage> decide,
        Slot<ActStage> act,
        Slot<EmitStage> emit) implements AutoCloseable {

    /** Places that follow the service registry until closed. */
    public static StageSlots track(BundleContext context) {
        return new StageSlots(
                new TrackedSlot<>("ingest", IngestStage.class, context),
                new TrackedSlot<>("normalize", NormalizeStage.class, context),
                new TrackedSlot<>("route", RouteStage.class, context),
                new TrackedSlot<>("decide", DecideStage.class, context),
                new TrackedSlot<>("act", ActStage.class, context),
                new TrackedSlot<>("emit", EmitStage.class, context));
    }

    /** The names of stages that nothing serves. */
    public List<String> missing() {
        return all().filter(slot -> slot.current().isEmpty()).map(Slot::name).toList();
    }

    @Override
    public void close() {
        all().filter(TrackedSlot.class::isInstance).forEach(slot -> ((TrackedSlot<?>) slot).close());
    }

    private Stream<Slot<?>> all() {
        return Stream.of(ingest, normalize, route, decide, act, emit);
    }
}
