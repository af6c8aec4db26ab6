// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.dispatch;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.json.JsonException;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.IdempotencyClaim;
import dev.postern.gateway.internal.events.Overloads;
import dev.postern.protocol.Request;
import dev.postern.protocol.WireError;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Takes a request to its method. In this order: known, permitted, room for it, valid. A method that never blocks is
 * answered on the thread that the frame arrived on, every other on a virtual thread of its own.
 */
@Component(service = Dispatcher.class)
public final class Dispatcher {
    /**
     * Reads that hold their answers in memory at once, over all connections; others wait for their turn. A page is
     * bounded in bytes, but anybody may ask for as many as may be in flight.
     */
    private static final int READS_AT_ONCE = 16;
    private static final Duration IN_FLIGHT_RETRY = Duration.ofMillis(100);

    private final MethodTable methods;
    private final Idempotency idempotency;
    private final Overloads overloads;
    private final Metrics.Counter unknown;
    private final Failures failures = new Failures();
    private final Semaphore reads = new Semaphore(READS_AT_ONCE);

    /** Over the methods that there are. */
    @Activate
    public Dispatcher(
            @Reference MethodTable methods,
            @Reference Store store,
            @Reference Rows rows,
            @Reference Overloads overloads,
            @Reference KeyedDigest digest,
            @Reference Metrics metrics) {
        this.methods = methods;
        this.overloads = overloads;
        idempotency = new Idempotency(store, rows, digest);
        unknown = metrics.counter("postern_requests", "method", "unknown", "code", ErrorCode.UNKNOWN_METHOD.code());
    }

    /** Answers a request, now or later. */
    public void dispatch(Caller caller, Request request) {
        var found = methods.find(request.method());
        if (found.isEmpty()) {
            unknown.add(1);
            caller.respond(unknownMethod(request).response(request.id()));
            return;
        }
        var method = found.get();
        if (!caller.principal().may(method.scope())) {
            answer(caller, request, method,
                    Outcome.of(ErrorCode.FORBIDDEN, "this needs the scope " + method.scope()), Optional.empty());
        } else if (method.inline() && !(method.effect() && request.idempotencyKey().isPresent())) {
            handle(caller, request, method);
        } else {
            handOver(caller, request, method);
        }
    }

    private void handOver(Caller caller, Request request, MethodEntry method) {
        var thread = Thread.ofVirtual().name(method.name()).unstarted(() -> {
            try {
                handle(caller, request, method);
            } finally {
                caller.end(Thread.currentThread());
            }
        });
        if (caller.begin(thread, method.effect())) {
            thread.start();
        } else {
            answer(caller, request, method, Outcome.of(Failures.overloaded(
                    "as many requests as may be are in flight on this connection", IN_FLIGHT_RETRY)),
                    Optional.empty());
        }
    }

    private void handle(Caller caller, Request request, MethodEntry method) {
        try {
            var ready = method.ready();
            if (ready.isEmpty()) {
                answer(caller, request, method, unknownMethod(request), Optional.empty());
                return;
            }
            var violations = ready.get().schema().validate(request.params());
            if (!violations.isEmpty()) {
                answer(caller, request, method,
                        Outcome.of(WireError.of(ErrorCode.INVALID_PARAMS, "params", violations)), Optional.empty());
            } else if (method.effect() && request.idempotencyKey().isPresent()) {
                var outcome = idempotency.once(caller.principal(), request, ready.get().mapper(),
                        claim -> call(new Exchange(caller, request, Optional.of(claim)), ready.get(), request));
                answer(caller, request, method, outcome, Optional.empty());
            } else if (method.inline() || method.effect()) {
                answer(caller, request, method, ready.get());
            } else {
                reads.acquire();
                try {
                    answer(caller, request, method, ready.get());
                } finally {
                    reads.release();
                }
            }
        } catch (IOException | JsonException | RuntimeException | InterruptedException e) {
            answer(caller, request, method, Outcome.of(failures.of(e, method.name())), Optional.empty());
        }
    }

    private void answer(Caller caller, Request request, MethodEntry method, MethodEntry.Ready ready) {
        var exchange = new Exchange(caller, request, Optional.<IdempotencyClaim>empty());
        answer(caller, request, method, call(exchange, ready, request), Optional.of(exchange));
    }

    private Outcome call(Exchange exchange, MethodEntry.Ready ready, Request request) {
        try {
            return Outcome.of(ready.mapper().write(ready.call(request.params(), exchange)));
        } catch (Exception | LinkageError | StackOverflowError e) {
            return Outcome.of(failures.of(e, request.method()));
        }
    }

    private void answer(
            Caller caller, Request request, MethodEntry method, Outcome outcome, Optional<Exchange> exchange) {
        method.count(outcome.code());
        caller.respond(outcome.response(request.id()));
        exchange.filter(ignored -> outcome.ok()).ifPresent(Exchange::responded);
        if (outcome.code().equals(ErrorCode.OVERLOADED.code())) {
            overloads.note(caller.principal().tenant(), method.name());
        }
    }

    private static Outcome unknownMethod(Request request) {
        return Outcome.of(ErrorCode.UNKNOWN_METHOD, "there is no method " + request.method());
    }
}
