// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import java.time.Duration;
import java.util.Random;

import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelContext;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelFailure;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.tool.ToolException;

/**
 * Asks one endpoint over one wire. Tries again what no piece of an answer came of, where that may help: after the wait that
 * the endpoint asks for, else after a random one that grows. Serves several exchanges at once.
 */
public final class ModelClient {
    /** How long is waited where the endpoint does not say. */
    public static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(20),
            new Random());

    private final Endpoint endpoint;
    private final Wire wire;
    private final Backoff backoff;

    /** A client of that endpoint. */
    public ModelClient(Endpoint endpoint, Wire wire, Backoff backoff) {
        this.endpoint = endpoint;
        this.wire = wire;
        this.backoff = backoff;
    }

    /**
     * Makes one exchange, as {@link dev.postern.api.model.ModelProvider#exchange} says.
     *
     * @throws ModelException why there is no answer
     * @throws InterruptedException when cancelled
     */
    public ModelAnswer exchange(ModelRequest request, ModelContext context)
            throws ModelException, InterruptedException {
        long end = System.nanoTime() + request.limits().total().toNanos();
        var key = key(context);
        var body = wire.write(Continuation.own(request, endpoint), new Images(context::image));
        for (int attempt = 1;; attempt++) {
            try {
                return Continuation.named(new Attempt(endpoint, wire, key, request, context, end).run(body), endpoint,
                        request);
            } catch (ModelException failed) {
                var wait = backoff.before(attempt, failed.failure());
                if (attempt >= endpoint.attempts() || wait.isEmpty()
                        || System.nanoTime() + wait.get().toNanos() >= end) {
                    throw failed;
                }
                Thread.sleep(wait.get());
            }
        }
    }

    private Key key(ModelContext context) throws ModelException {
        if (endpoint.key().isEmpty()) {
            return Key.NONE;
        }
        try {
            var key = new Key(context.secrets().get(endpoint.key()));
            if (!key.canBeSent()) {
                throw new ModelException(new ModelFailure.NotAllowed(), "the key of " + endpoint.name()
                        + " cannot be sent: secrets/" + endpoint.key()
                        + " is empty, or holds more than one line of plain characters; put the key there and nothing else",
                        null);
            }
            return key;
        } catch (ToolException missing) {
            // who writes the key itself where its name belongs, or $[secret:…], must not find it in a log
            var why = missing.code().equals("not_found")
                    ? "there is no secret of the name under key of its settings: put the key into a file of that name under"
                            + " secrets/, mode 0600, and nothing but the name there"
                    : missing.getMessage();
            throw new ModelException(new ModelFailure.NotAllowed(),
                    "the key of " + endpoint.name() + " cannot be read: " + why, null);
        }
    }
}
