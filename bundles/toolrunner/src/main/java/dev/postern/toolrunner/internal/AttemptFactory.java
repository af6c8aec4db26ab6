// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import dev.postern.core.access.AccessProvider;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.wire.Streams;
import org.jspecify.annotations.Nullable;

/** Prepares attempts: each with means, time and random values of its own. */
final class AttemptFactory {
    private final AccessProvider access;
    private final PluginSettings settings;
    private final Supplier<@Nullable Streams> streams;
    private final Watchdog watchdog;
    private final Clock clock;
    private final SecureRandom seeds = new SecureRandom();

    AttemptFactory(
            AccessProvider access,
            PluginSettings settings,
            Supplier<@Nullable Streams> streams,
            Watchdog watchdog,
            Clock clock) {
        this.access = access;
        this.settings = settings;
        this.streams = streams;
        this.watchdog = watchdog;
        this.clock = clock;
    }

    /** An attempt that has not begun, with what it will use. */
    record Prepared(Attempt attempt, CallContext context, long seed, Instant startedAt) {}

    Prepared prepare(CallRequest request, ServingTool tool, SeenSecrets secrets, int number, Duration timeout) {
        return prepare(request, tool, secrets, number, timeout, false);
    }

    Prepared prepareReadOnly(CallRequest request, ServingTool tool, SeenSecrets secrets, Duration timeout) {
        return prepare(request, tool, secrets, 1, timeout, true);
    }

    private Prepared prepare(
            CallRequest request,
            ServingTool tool,
            SeenSecrets secrets,
            int number,
            Duration timeout,
            boolean readOnly) {
        var attempt = new Attempt(tool, watchdog);
        var progress = new StreamedProgress(request, number, streams, secrets);
        var startedAt = clock.instant();
        long seed = seeds.nextLong();
        var context = new CallContext(
                request,
                access.open(tool.grants(), readOnly, progress),
                attempt,
                progress,
                secrets,
                () -> settings.of(tool.grants().plugin(), request.session().tenant()),
                startedAt.plus(timeout),
                new NotedClock(clock),
                seed);
        return new Prepared(attempt, context, seed, startedAt);
    }
}
