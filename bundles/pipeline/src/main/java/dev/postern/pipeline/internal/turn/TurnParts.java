// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import dev.postern.core.budget.Budgets;
import dev.postern.core.id.Ids;
import dev.postern.core.memory.Memories;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Journal;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.turn.OutboxItem;
import dev.postern.pipeline.internal.Settings;
import dev.postern.pipeline.internal.stage.StageSlots;

/**
 * What turns are run with.
 *
 * @param store makes records durable
 * @param rows reads projections
 * @param journal reads records
 * @param stages decide and act
 * @param tools what can be called now
 * @param memories what sessions remember
 * @param outbox is told of replies that became durable
 * @param metrics counts
 * @param budgets what may be used
 * @param settings limits, as of now
 * @param configuration the configuration's revision, as of now; empty when nobody counts
 * @param timer for deadlines; does nothing long itself
 * @param clock the time
 * @param seeds random seeds of steps
 * @param ids ids of replies
 */
public record TurnParts(
        Store store,
        Rows rows,
        Journal journal,
        StageSlots stages,
        ToolRegistry tools,
        Memories memories,
        Consumer<OutboxItem> outbox,
        Metrics metrics,
        Budgets budgets,
        Supplier<Settings> settings,
        Supplier<String> configuration,
        ScheduledExecutorService timer,
        Clock clock,
        LongSupplier seeds,
        Ids ids) {}
