// SPDX-License-Identifier: Apache-2.0
package dev.postern.identity.internal;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;

/** Keeps tokens and all batches; refuses when told to. */
final class MemoryStore implements Store {
    final List<Batch> batches = new ArrayList<>();
    private final Map<String, Write.StoredToken> tokens = new LinkedHashMap<>();
    private boolean full;

    @Override
    public CompletableFuture<Commit> submit(Batch batch) {
        if (full) {
            return CompletableFuture.failedFuture(
                    new StoreException(StoreException.Reason.UNAVAILABLE, "the disk is full", null));
        }
        batches.add(batch);
        for (var write : batch.writes()) {
            if (write instanceof Write.PutToken(var token)) {
                tokens.put(token.id(), token);
            }
        }
        return CompletableFuture.completedFuture(new Commit(batches.size()));
    }

    void refuseEverything() {
        full = true;
    }

    Rows rows() {
        return (Rows) Proxy.newProxyInstance(Rows.class.getClassLoader(), new Class<?>[]{Rows.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("tokens")) {
                        return List.copyOf(tokens.values());
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
