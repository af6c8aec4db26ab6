// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
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

/** What one call in a test may use, until it ends. */
final class KitContext implements ToolContext, Cancellation, AutoCloseable {
    /** Who calls, and with what. */
    record Caller(String call, Origin origin, JsonObject configuration, Instant deadline, long seed) {}

    private final Caller caller;
    private final Means means;
    private final TestClock clock;
    private final RandomGenerator random;
    private final RecordedProgress progress;
    private final Set<String> secretsSeen = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> actions = new ArrayList<>();
    private boolean cancelled;
    private volatile boolean ended;

    KitContext(Caller caller, Means means, TestClock clock, RecordedProgress progress) {
        this.caller = caller;
        this.means = means;
        this.clock = clock;
        this.progress = progress;
        // as the gateway makes it of the seed that it records
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(caller.seed());
    }

    private <T> T living(T what) {
        if (ended) {
            throw new IllegalStateException("the call " + caller.call() + " has ended");
        }
        return what;
    }

    /** Cancels: closes the means, so that nothing goes on through them. */
    void cancel() {
        List<Runnable> now;
        lock.lock();
        try {
            cancelled = true;
            now = List.copyOf(actions);
        } finally {
            lock.unlock();
        }
        means.close();
        now.forEach(Runnable::run);
    }

    /** Secrets that were read. */
    Set<String> secretsSeen() {
        return secretsSeen;
    }

    List<Instant> times() {
        return clock.told();
    }

    RecordedProgress recorded() {
        return progress;
    }

    @Override
    public void close() {
        ended = true;
        means.close();
    }

    @Override
    public boolean requested() {
        lock.lock();
        try {
            return cancelled;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onRequest(Runnable action) {
        lock.lock();
        try {
            if (!cancelled) {
                actions.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    @Override
    public String call() {
        return caller.call();
    }

    @Override
    public String tenant() {
        return "default";
    }

    @Override
    public Optional<String> session() {
        return Optional.of("s_test");
    }

    @Override
    public Origin origin() {
        return caller.origin();
    }

    @Override
    public String idempotencyKey() {
        return caller.call();
    }

    @Override
    public Instant deadline() {
        return caller.deadline();
    }

    @Override
    public Cancellation cancellation() {
        return this;
    }

    @Override
    public JsonObject configuration() {
        return living(caller.configuration());
    }

    @Override
    public Secrets secrets() {
        var secrets = living(means.secrets());
        return name -> {
            var secret = living(secrets).get(name);
            secretsSeen.add(secret);
            return secret;
        };
    }

    @Override
    public HttpAccess http() {
        return living(means.http());
    }

    @Override
    public FileAccess files() {
        return living(means.files());
    }

    @Override
    public ProcessAccess processes() {
        return living(means.processes());
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
