// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.model;

import java.time.Duration;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/** Why an exchange brought no answer. */
@ProviderType
public sealed interface ModelFailure {

    /** The endpoint takes the key for wrong, or revoked, or there is none. */
    record KeyRefused() implements ModelFailure {}

    /**
     * Too many requests, or nothing left to spend.
     *
     * @param retryAfter when to come back, if it was said
     */
    record RateLimited(Optional<Duration> retryAfter) implements ModelFailure {}

    /**
     * The endpoint cannot just now, or broke.
     *
     * @param retryAfter when to come back, if it was said
     */
    record Overloaded(Optional<Duration> retryAfter) implements ModelFailure {}

    /** There is no such model. */
    record NoSuchModel() implements ModelFailure {}

    /** The endpoint does not take the request: it is too long, or not of its kind. */
    record RequestRefused() implements ModelFailure {}

    /** The answer broke off. */
    record CutOff() implements ModelFailure {}

    /** No answer, no next piece or no end in time. */
    record TimedOut() implements ModelFailure {}

    /** The answer is larger than was allowed. */
    record TooLarge() implements ModelFailure {}

    /** What came is no answer of this wire. */
    record Unreadable() implements ModelFailure {}

    /** Nobody answers at that address, or the connection is not to be trusted. */
    record Unreachable() implements ModelFailure {}

    /** What the administrator set does not let it: a host, a secret, a redirect to somewhere else. */
    record NotAllowed() implements ModelFailure {}
}
