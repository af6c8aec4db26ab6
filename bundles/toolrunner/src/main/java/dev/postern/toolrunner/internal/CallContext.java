// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.tool.Cancellation;
import dev.postern.api.tool.FileAccess;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ProcessAccess;
import dev.postern.api.tool.Progress;
import dev.postern.api.tool.Secrets;
import dev.postern.api.tool.ToolContext;
import dev.postern.core.access.Access;
import dev.postern.core.tool.CallRequest;

/** What one attempt of a call may use, until it ends. */
final class CallContext implements ToolContext, AutoCloseable {
    private final CallRequest request;
    private final Access access;
    private final Attempt attempt;
    private final StreamedProgress progress;
    private final SeenSecrets seen;
    private final Supplier<JsonObject> configuration;
    private final Instant deadline;
    private final NotedClock clock;
    private final RandomGenerator random;
    private volatile boolean ended;

    CallContext(
            CallRequest request,
            Access access,
            Attempt attempt,
            StreamedProgress progress,
            SeenSecrets seen,
            Supplier<JsonObject> configuration,
            Instant deadline,
            NotedClock clock,
            long seed) {
        this.request = request;
        this.access = access;
        this.attempt = attempt;
        this.progress = progress;
        this.seen = seen;
        this.configuration = configuration;
        this.deadline = deadline;
        this.clock = clock;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        attempt.onRequest(access::close);
    }

    @Override
    public void close() {
        ended = true;
        progress.end();
        access.close();
    }

    /** The times that the tool saw. */
    List<Instant> times() {
        return clock.times();
    }

    private <T> T living(T means) {
        if (ended) {
            throw new IllegalStateException("the call " + request.call() + " has ended");
        }
        return means;
    }

    @Override
    public String call() {
        return request.call();
    }

    @Override
    public String tenant() {
        return request.session().tenant();
    }

    @Override
    public Optional<String> session() {
        return Optional.of(request.session().id());
    }

    @Override
    public Origin origin() {
        return request.origin();
    }

    @Override
    public String idempotencyKey() {
        return request.call();
    }

    @Override
    public Instant deadline() {
        return deadline;
    }

    @Override
    public Cancellation cancellation() {
        return attempt;
    }

    @Override
    public JsonObject configuration() {
        return living(configuration).get();
    }

    @Override
    public Secrets secrets() {
        var secrets = living(access).secrets();
        return name -> {
            var secret = living(secrets).get(name);
            seen.saw(secret);
            return secret;
        };
    }

    @Override
    public HttpAccess http() {
        return living(access).http();
    }

    @Override
    public FileAccess files() {
        return living(access).files();
    }

    @Override
    public ProcessAccess processes() {
        return living(access).processes();
    }

    @Override
    public Progress progress() {
        return living(progress);
    }

    @Override
    public Clock clock() {
        return living(clock);
    }

    @Override
    public RandomGenerator random() {
        return living(random);
    }
}
