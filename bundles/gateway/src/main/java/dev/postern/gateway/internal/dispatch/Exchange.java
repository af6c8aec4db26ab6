// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.core.identity.Principal;
import dev.postern.core.wire.IdempotencyClaim;
import dev.postern.core.wire.MethodContext;
import dev.postern.protocol.Request;

/** A request on its way, as its method sees it. Used by one thread at a time. */
public final class Exchange implements MethodContext {
    private final Caller caller;
    private final Request request;
    private final Optional<IdempotencyClaim> claim;
    private List<Runnable> afterwards = List.of();

    Exchange(Caller caller, Request request, Optional<IdempotencyClaim> claim) {
        this.caller = caller;
        this.request = request;
        this.claim = claim;
    }

    @Override
    public Principal principal() {
        return caller.principal();
    }

    @Override
    public String connection() {
        return caller.connection();
    }

    @Override
    public Optional<String> traceparent() {
        return request.traceparent();
    }

    @Override
    public Optional<IdempotencyClaim> idempotency() {
        return claim;
    }

    /** Runs something once the response is on its way: what may not overtake it. */
    public void afterwards(Runnable action) {
        if (afterwards.isEmpty()) {
            afterwards = new ArrayList<>(1);
        }
        afterwards.add(action);
    }

    void responded() {
        afterwards.forEach(Runnable::run);
    }
}
