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
import dev.postern.core.wire.WireException;
import dev.postern.gateway.internal.events.Overloads;
import dev.postern.protocol.Request;
import dev.postern.protocol.WireError;
import org.jspecify.annotations.Nullable;
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

    private static final Answer AWAY = new Answer(Outcome.of(WireError.of(WireException.away(
            "what answers this is being exchanged; ask again in a moment"))));

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
        if (found.isPresent()) {
            dispatch(caller, request, found.get());
        } else if (methods.isAway(request.method())) {
            // never interrupted, for it may come to an effect
            if (!handOver(caller, request, true, () -> handle(caller, request, null))) {
                refuse(caller, request, crowded());
            }
        } else {
            refuse(caller, request, unknownMethod(request));
        }
    }

    private void dispatch(Caller caller, Request request, MethodEntry method) {
        if (!caller.principal().may(method.scope())) {
            answer(caller, request, method, forbidden(method));
        } else if (method.inline() && !(method.effect() && request.idempotencyKey().isPresent())) {
            handle(caller, request, method);
        } else if (!handOver(caller, request, method.effect(), () -> handle(caller, request, method))) {
            answer(caller, request, method, crowded());
        }
    }

    /** False when as many as may be are in flight. */
    private static boolean handOver(Caller caller, Request request, boolean effect, Runnable work) {
        var thread = Thread.ofVirtual().name(request.method()).unstarted(() -> {
            try {
                work.run();
            } finally {
                caller.end(Thread.currentThread());
            }
        });
        boolean begun = caller.begin(thread, effect);
        if (begun) {
            thread.start();
        }
        return begun;
    }

    /** @param method who answers it; null for one that is away */
    private void handle(Caller caller, Request request, @Nullable MethodEntry method) {
        var answering = method;
        var answer = answering == null ? AWAY : attempt(caller, request, answering);
        try {
            while (answer.outcome().away()) {
                var next = methods.await(request.method(), answering);
                if (next.isEmpty()) {
                    break;
                }
                answering = next.get();
                answer = caller.principal().may(answering.scope())
                        ? attempt(caller, request, answering)
                        : new Answer(forbidden(answering));
            }
        } catch (InterruptedException gone) {
            answer = new Answer(Outcome.of(failures.of(gone, request.method())));
        }
        if (answering == null) {
            refuse(caller, request, answer.outcome());
            return;
        }
        answer(caller, request, answering, answer.outcome());
        if (answer.outcome().ok()) {
            answer.exchange().ifPresent(Exchange::responded);
        }
    }

    private Answer attempt(Caller caller, Request request, MethodEntry method) {
        try {
            var ready = method.ready();
            if (ready.isEmpty()) {
                return AWAY;
            }
            var violations = ready.get().schema().validate(request.params());
            if (!violations.isEmpty()) {
                return new Answer(Outcome.of(WireError.of(ErrorCode.INVALID_PARAMS, "params", violations)));
            }
            if (method.effect() && request.idempotencyKey().isPresent()) {
                return new Answer(idempotency.once(caller.principal(), request, ready.get().mapper(),
                        claim -> call(new Exchange(caller, request, Optional.of(claim)), ready.get(), request)));
            }
            var exchange = new Exchange(caller, request, Optional.<IdempotencyClaim>empty());
            if (method.inline() || method.effect()) {
                return new Answer(call(exchange, ready.get(), request), Optional.of(exchange));
            }
            reads.acquire();
            try {
                return new Answer(call(exchange, ready.get(), request), Optional.of(exchange));
            } finally {
                reads.release();
            }
        } catch (IOException | JsonException | RuntimeException | InterruptedException e) {
            return new Answer(Outcome.of(failures.of(e, method.name())));
        }
    }

    private Outcome call(Exchange exchange, MethodEntry.Ready ready, Request request) {
        try {
            return Outcome.of(ready.mapper().write(ready.call(request.params(), exchange)));
        } catch (Exception | LinkageError | StackOverflowError e) {
            return Outcome.of(failures.of(e, request.method()));
        }
    }

    private void answer(Caller caller, Request request, MethodEntry method, Outcome outcome) {
        method.count(outcome.code());
        caller.respond(outcome.response(request.id()));
        if (outcome.code().equals(ErrorCode.OVERLOADED.code())) {
            overloads.note(caller.principal().tenant(), method.name());
        }
    }

    /** For what no method answers. */
    private void refuse(Caller caller, Request request, Outcome outcome) {
        unknown.add(1);
        caller.respond(outcome.response(request.id()));
    }

    private static Outcome unknownMethod(Request request) {
        return Outcome.of(ErrorCode.UNKNOWN_METHOD, "there is no method " + request.method());
    }

    private static Outcome crowded() {
        return Outcome.of(Failures.overloaded("as many requests as may be are in flight on this connection",
                IN_FLIGHT_RETRY));
    }

    private static Outcome forbidden(MethodEntry method) {
        return Outcome.of(ErrorCode.FORBIDDEN, "this needs the scope " + method.scope());
    }

    /** @param exchange of a request whose response something may follow */
    private record Answer(Outcome outcome, Optional<Exchange> exchange) {
        Answer(Outcome outcome) {
            this(outcome, Optional.empty());
        }
    }
}
