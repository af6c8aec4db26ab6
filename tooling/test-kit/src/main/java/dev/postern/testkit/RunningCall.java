// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.ToolException;
import dev.postern.core.tool.Redactor;
import org.jspecify.annotations.Nullable;

/**
 * A call that runs, on a virtual thread as in the gateway. End it, or its means stay open.
 *
 * @param <O> what the tool returns
 */
public final class RunningCall<O> {
    /** What a cancelled call has to end, as the gateway gives it by default. */
    static final Duration GRACE = Duration.ofSeconds(2);
    /** Shorter secrets stand in every text. */
    private static final int SHORTEST_SECRET = 4;

    private final Subject<O> subject;
    private final JsonObject input;
    private final KitContext context;
    private final Duration timeout;
    private final FutureTask<@Nullable O> task;
    private @Nullable Thread thread;
    private @Nullable String stopped;

    RunningCall(Subject<O> subject, JsonObject input, KitContext context, Duration timeout) {
        this.subject = subject;
        this.input = input;
        this.context = context;
        this.timeout = timeout;
        task = new FutureTask<>(() -> subject.code().run(input, context));
    }

    RunningCall<O> start() {
        thread = Thread.ofVirtual().name("tool-" + subject.descriptor().name()).start(task);
        return this;
    }

    /** Waits until the call says something that holds this text, for 10 s at most. */
    public RunningCall<O> awaitProgress(String text) throws InterruptedException {
        if (!context.recorded().await(line -> line.contains(text), 10_000)) {
            throw subject.fault("never said '" + text + "' but " + context.recorded().lines());
        }
        return this;
    }

    /** Cancels it, as an operator would: interrupts its thread and closes what it uses. */
    public RunningCall<O> cancel() {
        return stop("cancelled");
    }

    private RunningCall<O> stop(String why) {
        if (stopped == null && !task.isDone()) {
            stopped = why;
            context.cancel();
            if (thread != null) {
                thread.interrupt();
            }
        }
        return this;
    }

    /**
     * Waits for its end; at its deadline it is cancelled.
     *
     * @return how it ended; an assertion fails for what the gateway would lay at the tool's door: output that its schema
     *     forbids, a secret that is shown, an exception that is no {@link ToolException}, code that ignores its cancellation
     */
    public Outcome<O> end() throws InterruptedException {
        try (context) {
            return outcome();
        }
    }

    private Outcome<O> outcome() throws InterruptedException {
        try {
            var output = value();
            if (stopped != null) {
                return failed(stopped, "the call was stopped");
            }
            if (output == null) {
                throw subject.fault("returned null");
            }
            var json = Redactor.output(subject.checked(output), subject.descriptor().redact());
            silent("output", json.toString());
            return new Outcome<>(output, null, recorded(json));
        } catch (ExecutionException threw) {
            if (stopped != null) {
                return failed(stopped, "the call was stopped");
            }
            if (threw.getCause() instanceof ToolException refusal) {
                return failed(refusal.code(), String.valueOf(refusal.getMessage()));
            }
            throw new AssertionError(
                    "the tool " + subject.descriptor().name() + " failed with an exception; callers see"
                            + " no reason then. Throw a ToolException with one",
                    threw.getCause());
        }
    }

    private @Nullable O value() throws ExecutionException, InterruptedException {
        try {
            return task.get(stopped == null ? timeout.toNanos() : GRACE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            if (stopped == null) {
                stop("timeout");
            }
        }
        try {
            return task.get(GRACE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException deaf) {
            var fault = subject.fault("goes on " + GRACE.toSeconds() + " s after it was cancelled: let"
                    + " InterruptedException through, and look at cancellation() in long loops");
            if (thread != null) {
                fault.setStackTrace(thread.getStackTrace());
            }
            throw fault;
        }
    }

    private Outcome<O> failed(String code, String message) {
        silent("failure", message);
        return new Outcome<>(null, new Outcome.Failure(code, message), recorded(JsonObject.EMPTY));
    }

    private Outcome.Recorded recorded(JsonObject output) {
        silent("progress", String.join("\n", context.recorded().lines()));
        return new Outcome.Recorded(Redactor.input(input, subject.descriptor().redact()), output,
                context.recorded().lines(), context.times());
    }

    /** The gateway would hide it; that a tool says it at all is a mistake all the same. */
    private void silent(String where, String text) {
        for (var secret : secrets()) {
            if (secret.length() >= SHORTEST_SECRET && text.contains(secret)) {
                throw subject.fault("shows a secret in its " + where + ": leave it out, or name the place in redact");
            }
        }
    }

    private List<String> secrets() {
        var all = new ArrayList<>(context.secretsSeen());
        all.addAll(Redactor.secrets(input, subject.descriptor().redact()));
        return all;
    }
}
