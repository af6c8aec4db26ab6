// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.time.Clock;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import dev.postern.core.budget.Budgets;
import dev.postern.core.memory.Memories;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Journal;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.pipeline.internal.stage.StageSlots;
import dev.postern.pipeline.internal.surface.Means;
import dev.postern.pipeline.internal.surface.OpenSurfaces;
import dev.postern.pipeline.internal.surface.PeerTrust;

/**
 * What the engine is made of.
 *
 * @param store makes records durable
 * @param rows reads projections
 * @param journal reads records and tells of new ones
 * @param stages the six places
 * @param tools what can be called now
 * @param memories what sessions remember
 * @param metrics counts
 * @param budgets what may be used
 * @param surfaces the adapters that are open
 * @param peers how far peers are trusted, as of now
 * @param means what adapters may use
 * @param settings limits, as of now
 * @param configuration the configuration's revision, as of now
 * @param started completes when the framework has started: turns run from then on
 * @param settled completes when installed plugins are up: turns that were open at the start go on from then on
 * @param clock the time
 */
public record EngineParts(
        Store store,
        Rows rows,
        Journal journal,
        StageSlots stages,
        ToolRegistry tools,
        Memories memories,
        Metrics metrics,
        Budgets budgets,
        OpenSurfaces surfaces,
        PeerTrust peers,
        Means means,
        Supplier<Settings> settings,
        Supplier<String> configuration,
        CompletionStage<?> started,
        CompletionStage<?> settled,
        Clock clock) {}
