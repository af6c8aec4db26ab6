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
    private final Clock clock;
    private final SecureRandom seeds = new SecureRandom();

    AttemptFactory(
            AccessProvider access, PluginSettings settings, Supplier<@Nullable Streams> streams, Clock clock) {
        this.access = access;
        this.settings = settings;
        this.streams = streams;
        this.clock = clock;
    }

    /** An attempt that has not begun, with what it will use. */
    record Prepared(Attempt attempt, CallContext context, long seed, Instant startedAt) {}

    Prepared prepare(CallRequest request, ServingTool tool, int number, Duration timeout) {
        return prepare(request, tool, number, timeout, false);
    }

    Prepared prepareReadOnly(CallRequest request, ServingTool tool, Duration timeout) {
        return prepare(request, tool, 1, timeout, true);
    }

    private Prepared prepare(
            CallRequest request, ServingTool tool, int number, Duration timeout, boolean readOnly) {
        var attempt = new Attempt(tool);
        var progress = new StreamedProgress(request, number, streams);
        var startedAt = clock.instant();
        long seed = seeds.nextLong();
        var context = new CallContext(
                request,
                access.open(tool.grants(), readOnly, progress),
                attempt,
                progress,
                settings.of(tool.grants().plugin(), request.session().tenant()),
                startedAt.plus(timeout),
                clock,
                seed);
        return new Prepared(attempt, context, seed, startedAt);
    }
}
