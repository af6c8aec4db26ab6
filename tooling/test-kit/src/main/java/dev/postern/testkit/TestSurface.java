// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.postern.api.surface.InboundMessage;
import dev.postern.api.surface.Receipt;
import dev.postern.api.surface.RejectedException;
import dev.postern.api.surface.SurfaceContext;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.Secrets;
import org.jspecify.annotations.Nullable;

/** What an open surface uses, with a memory of what it brought in. Accepts each message once, by its dedupe key. Any thread. */
public final class TestSurface implements SurfaceContext, AutoCloseable {
    private static final int LONGEST_NAME = 256;
    private static final int MOST_METADATA = 16 * 1024;

    private final PluginHarness plugin;
    private final Means means;
    private final List<InboundMessage> accepted = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private int duplicates;
    private @Nullable RejectedException refusal;

    TestSurface(PluginHarness plugin) {
        this.plugin = plugin;
        means = plugin.reach().means(plugin.servers(), false, new RecordedProgress());
    }

    /** Opens what the surfaces of a plugin use. */
    public static TestSurface of(PluginHarness plugin) {
        return new TestSurface(plugin);
    }

    /** From now on every message is refused so. */
    public void refuse(String code, @Nullable Duration retryAfter) {
        refusal = new RejectedException(code, "the test refuses it", retryAfter);
    }

    @Override
    public Receipt accept(InboundMessage message) throws RejectedException {
        check(message);
        lock.lock();
        try {
            if (refusal != null) {
                throw refusal;
            }
            boolean known = accepted.stream().anyMatch(before -> before.dedupeKey().equals(message.dedupeKey()));
            if (known) {
                duplicates++;
            } else {
                accepted.add(message);
            }
            more.signalAll();
            return new Receipt("s_" + message.thread().hashCode(), "t_" + message.dedupeKey().hashCode(), known);
        } finally {
            lock.unlock();
        }
    }

    private static void check(InboundMessage message) throws RejectedException {
        if (message.peer().isEmpty() || message.peer().length() > LONGEST_NAME || message.thread().isEmpty()
                || message.thread().length() > LONGEST_NAME) {
            throw new RejectedException("invalid_params", "peer and thread have 1 to 256 characters", null);
        }
        if (message.parts().isEmpty() || message.dedupeKey().isEmpty()) {
            throw new RejectedException("invalid_params", "a message has a part and a dedupe key", null);
        }
        if (message.metadata().toString().length() > MOST_METADATA) {
            throw new RejectedException("invalid_params", "metadata has at most 16 KiB as text", null);
        }
    }

    /** What was accepted, each once. */
    public List<InboundMessage> accepted() {
        lock.lock();
        try {
            return List.copyOf(accepted);
        } finally {
            lock.unlock();
        }
    }

    /** How often a message came again. */
    public int duplicates() {
        lock.lock();
        try {
            return duplicates;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until so many messages came, those that came again among them, for 10 s at most. */
    public void await(int messages) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(10);
        lock.lock();
        try {
            while (accepted.size() + duplicates < messages) {
                if (left <= 0) {
                    throw new AssertionError("of " + messages + " messages came " + accepted);
                }
                left = more.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Clock clock() {
        return plugin.clock();
    }

    @Override
    public Secrets secrets() {
        return means.secrets();
    }

    @Override
    public HttpAccess http() {
        return means.http();
    }

    @Override
    public void close() {
        means.close();
    }
}
