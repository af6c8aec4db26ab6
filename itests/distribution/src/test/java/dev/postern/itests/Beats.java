// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.WireClient;

/** A hand on the button: a beat every 500 ms. */
final class Beats implements AutoCloseable {
    /** The gateway lets go when none comes for so long. */
    private static final long GAP_NANOS = 1_500_000_000L;
    private final ScheduledExecutorService hand = Executors.newSingleThreadScheduledExecutor();
    /** When the newest beat was sent that is known to have come. */
    private long came;
    private boolean late;

    void hold(WireClient client, JsonObject asked) {
        var params = JsonObject.of("approval", Approvals.id(asked));
        var _ = hand.scheduleAtFixedRate(() -> beat(client, params), 0, 500, TimeUnit.MILLISECONDS);
    }

    private void beat(WireClient client, JsonObject params) {
        long sent = System.nanoTime();
        // what it answers is of no interest
        var _ = client.start("approvals.hold", params).thenRun(() -> came(sent));
    }

    private synchronized void came(long sent) {
        late = wereLate();
        came = sent;
    }

    /** Whether the gateway may have waited in vain for one, before it was to. */
    synchronized boolean wereLate() {
        return late || came != 0 && !hand.isShutdown() && System.nanoTime() - came > GAP_NANOS;
    }

    /** Waits for what happens while it is held. */
    void await(String what, Await.Condition condition) throws Exception {
        Await.until(what, () -> {
            if (wereLate()) {
                throw new AssertionError("beats came too late while it was awaited that " + what);
            }
            return condition.holds();
        });
    }

    void stop() throws InterruptedException {
        hand.shutdownNow();
        hand.awaitTermination(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        hand.shutdownNow();
    }
}
