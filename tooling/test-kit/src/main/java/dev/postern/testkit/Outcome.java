// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.time.Instant;
import java.util.List;

import dev.postern.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended, judged as the gateway judges it.
 *
 * @param <O> what the tool returns
 */
public final class Outcome<O> {
    private final @Nullable O output;
    private final @Nullable Failure failure;
    private final Recorded recorded;

    Outcome(@Nullable O output, @Nullable Failure failure, Recorded recorded) {
        this.output = output;
        this.failure = failure;
        this.recorded = recorded;
    }

    /**
     * Why a call failed.
     *
     * @param code the tool's own, or {@code invalid_params}, {@code cancelled}, {@code timeout}
     * @param message what is wrong, by which rule, and the way out
     */
    public record Failure(String code, String message) {}

    /**
     * What would stand in the records, and what watchers saw.
     *
     * @param input with its defaults, redacted
     * @param output redacted; empty when the call failed
     * @param progress messages and output as they came, fractions as {@code done/total}
     * @param times what the clock told the tool, in order
     */
    public record Recorded(JsonObject input, JsonObject output, List<String> progress, List<Instant> times) {
        /** Copies the lists. */
        public Recorded {
            progress = List.copyOf(progress);
            times = List.copyOf(times);
        }
    }

    /** Whether it failed. */
    public boolean failed() {
        return failure != null;
    }

    /** What it returned; an assertion fails when it failed. */
    public O output() {
        if (output == null) {
            throw new AssertionError("the call failed: " + failure);
        }
        return output;
    }

    /** Why it failed; an assertion fails when it returned. */
    public Failure failure() {
        if (failure == null) {
            throw new AssertionError("the call returned " + output);
        }
        return failure;
    }

    /** What would stand in the records, and what watchers saw. */
    public Recorded recorded() {
        return recorded;
    }

    @Override
    public String toString() {
        return failure == null ? "returned " + output : "failed: " + failure;
    }
}
