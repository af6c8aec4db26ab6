// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.postern.api.trigger.Firing;
import dev.postern.api.trigger.TriggeredMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a trigger's code what it says, and waits no longer than the limit. */
final class Speaking {
    private static final Logger LOG = LoggerFactory.getLogger(Speaking.class);

    private final Duration limit;

    Speaking(Duration limit) {
        this.limit = limit;
    }

    Optional<TriggeredMessage> ask(Slot slot, Firing firing) throws Refused, InterruptedException {
        var id = slot.trigger().id();
        if (slot.isBusy()) {
            throw new Refused("timeout", "its code has not come back from a time before");
        }
        var asking = new FutureTask<>(() -> slot.trigger().says().fire(firing));
        slot.asking(asking);
        var thread = Thread.ofVirtual().name("trigger " + id).start(asking);
        try {
            Optional<TriggeredMessage> said = asking.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (said == null) {
                throw new Refused("failed", "its code gave null");
            }
            return said;
        } catch (TimeoutException slow) {
            thread.interrupt();
            LOG.warn("the trigger {} took more than {} ms and was interrupted", id, limit.toMillis(), slow);
            throw new Refused("timeout", "its code took more than " + limit.toMillis() + " ms");
        } catch (ExecutionException failed) {
            LOG.warn("the trigger {} failed for {}", id, firing.due(), failed.getCause());
            throw new Refused("failed", "its code failed; the log has the exception");
        } catch (InterruptedException stopping) {
            thread.interrupt();
            throw stopping;
        }
    }
}
