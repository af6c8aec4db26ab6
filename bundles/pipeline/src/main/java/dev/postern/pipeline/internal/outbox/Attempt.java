// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.outbox;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.postern.api.surface.DeliveryException;
import dev.postern.core.pipeline.EmitStage;
import dev.postern.core.turn.OutboxItem;

/** One try to deliver, on a thread of its own, within its time. */
final class Attempt {
    private final FutureTask<Void> task;
    private final Duration longest;

    Attempt(EmitStage stage, OutboxItem item, Duration longest) {
        this.longest = longest;
        this.task = new FutureTask<>(() -> {
            stage.emit(item);
            return null;
        });
    }

    /**
     * Tries.
     *
     * @return empty when delivered
     * @throws InterruptedException when the gateway stops; the try was interrupted too
     */
    Optional<DeliveryException> run() throws InterruptedException {
        Thread.ofVirtual().name("emit").start(task);
        try {
            task.get(longest.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof DeliveryException said) {
                return Optional.of(said);
            }
            return Optional.of(new DeliveryException("the surface failed: " + failed.getCause(), true, null,
                    failed.getCause()));
        } catch (TimeoutException late) {
            task.cancel(true);
            return Optional.of(new DeliveryException("not delivered within " + longest.toMillis() + " ms", true, null,
                    null));
        } catch (InterruptedException stopping) {
            task.cancel(true);
            throw stopping;
        }
    }
}
