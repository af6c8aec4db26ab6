// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import dev.postern.api.surface.Receipt;
import dev.postern.core.identity.Principal;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.pipeline.Inlet;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.wire.WireException;
import org.jspecify.annotations.Nullable;

/** Takes messages as the pipeline does: with their riders, in one batch of the real store. */
final class TestInlet implements Inlet {
    final List<Incoming> accepted = new ArrayList<>();
    final List<WireException> refusals = new ArrayList<>();
    private final Store store;
    /** Done once, between what is handed in and its commit. */
    @Nullable
    Runnable meanwhile;

    TestInlet(Store store) {
        this.store = store;
    }

    @Override
    public Principal peer(String tenant, String surface, String peer) {
        return Principal.peer(tenant, surface, peer, Principal.Trust.TRUSTED);
    }

    @Override
    public Receipt accept(Incoming incoming, Function<Receipt, List<Write>> riders) throws WireException {
        if (!refusals.isEmpty()) {
            throw refusals.removeFirst();
        }
        var receipt = new Receipt("s_1", "t_" + (accepted.size() + 1), false);
        var writes = riders.apply(receipt);
        var first = meanwhile;
        meanwhile = null;
        if (first != null) {
            first.run();
        }
        try {
            store.commit(new Batch(writes));
        } catch (StoreException refused) {
            throw WireException.of(refused);
        }
        accepted.add(incoming);
        return receipt;
    }
}
