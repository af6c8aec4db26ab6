// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

import dev.postern.api.model.ModelFailure;

/**
 * How long to wait before another try.
 *
 * @param first before the second try at most; doubles from try to try
 * @param longest at most, where the endpoint does not say
 * @param random spreads those that were refused together; safe for several threads
 */
public record Backoff(Duration first, Duration longest, RandomGenerator random) {

    /**
     * The wait, or nothing when trying again helps nothing.
     *
     * @param attempt the try that failed, from 1
     */
    Optional<Duration> before(int attempt, ModelFailure failure) {
        return switch (failure) {
            case ModelFailure.RateLimited(var said) -> Optional.of(said.orElseGet(() -> jittered(attempt)));
            case ModelFailure.Overloaded(var said) -> Optional.of(said.orElseGet(() -> jittered(attempt)));
            case ModelFailure.Unreachable _ -> Optional.of(jittered(attempt));
            case ModelFailure.KeyRefused _,ModelFailure.NoSuchModel _,ModelFailure.RequestRefused _,ModelFailure.CutOff _,ModelFailure.TimedOut _,ModelFailure.TooLarge _,ModelFailure.Unreadable _,ModelFailure.NotAllowed _ ->
                Optional.empty();
        };
    }

    private Duration jittered(int attempt) {
        long bound = Math.min(longest.toMillis(), first.toMillis() << Math.min(attempt - 1, 16));
        return Duration.ofMillis(bound / 2 + random.nextLong(bound / 2 + 1));
    }
}
