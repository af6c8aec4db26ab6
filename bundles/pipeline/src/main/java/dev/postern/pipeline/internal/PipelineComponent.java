// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.postern.core.access.AccessProvider;
import dev.postern.core.budget.Budgets;
import dev.postern.core.config.ConfigurationRevision;
import dev.postern.core.exchange.Pausable;
import dev.postern.core.memory.Memories;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Journal;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.pipeline.internal.stage.StageSlots;
import dev.postern.pipeline.internal.surface.AdapterTracker;
import dev.postern.pipeline.internal.surface.ConfiguredPeers;
import dev.postern.pipeline.internal.surface.NoProgress;
import dev.postern.pipeline.internal.surface.OpenSurfaces;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the engine together, and gives it the framework's life. */
@Component(service = {PipelineComponent.class, Pausable.class}, immediate = true,
        configurationPid = "dev.postern.pipeline")
@Designate(ocd = PipelineConfig.class)
public final class PipelineComponent implements Pausable {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineComponent.class);

    private final StageSlots stages;
    private final Engine engine;
    private final AdapterTracker adapters;
    private final FrameworkLife life;
    private final PluginsSettled settled;
    private final List<AutoCloseable> gauges = new ArrayList<>();
    private volatile Settings settings;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable ConfigurationRevision configuration;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Memories memories;

    /** Made by Declarative Services. */
    @Activate
    public PipelineComponent(
            BundleContext context,
            @Reference Store store,
            @Reference Rows rows,
            @Reference Journal journal,
            @Reference ToolRegistry tools,
            @Reference Metrics metrics,
            @Reference AccessProvider access,
            @Reference OpenSurfaces surfaces,
            @Reference ConfiguredPeers peers,
            @Reference Budgets budgets,
            PipelineConfig config) {
        settings = SettingsReader.read(config);
        stages = StageSlots.track(context);
        life = new FrameworkLife(context, this::drain);
        settled = new PluginsSettled(context);
        engine = new Engine(new EngineParts(store, rows, journal, stages, tools, this::remember, metrics, budgets,
                surfaces, peers,
                grants -> access.open(grants, false, new NoProgress()), () -> settings, this::revision, life.started(),
                settled.reached(),
                Clock.systemUTC()));
        adapters = new AdapterTracker(context, engine.surfaces());
        gauges.add(metrics.gauge("postern_turns_waiting", engine::waiting));
        gauges.add(metrics.gauge("postern_turns_running", engine::running));
        gauges.add(metrics.gauge("postern_outbox_depth", engine::undelivered));
        engine.start();
        adapters.open();
        life.begin();
        settled.begin(life.started());
    }

    /** The engine. */
    public Engine engine() {
        return engine;
    }

    StageSlots stages() {
        return stages;
    }

    Settings settings() {
        return settings;
    }

    @Override
    public Pause pause(Duration limit) throws InterruptedException {
        return engine.pause(limit);
    }

    /** A bad value is refused; the old settings keep serving. */
    @Modified
    void modified(PipelineConfig config) {
        try {
            settings = SettingsReader.read(config);
            engine.settingsChanged();
        } catch (IllegalArgumentException refused) {
            LOG.error("{}; the settings from before keep serving", refused.getMessage());
        }
    }

    @Deactivate
    void stop() {
        life.close();
        settled.close();
        adapters.close();
        engine.close();
        stages.close();
        gauges.forEach(PipelineComponent::closeGauge);
    }

    private void drain() {
        try {
            engine.drain();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private String revision() {
        var known = configuration;
        return known == null ? "" : known.current();
    }

    /** Nothing while nobody keeps anything, or while it is exchanged. */
    private Memories.Read remember(Memories.Reader reader) {
        var keeping = memories;
        return keeping == null ? Memories.Read.NOTHING : keeping.read(reader);
    }

    private static void closeGauge(AutoCloseable gauge) {
        try {
            gauge.close();
        } catch (Exception closing) {
            LOG.debug("a gauge did not close", closing);
        }
    }
}
