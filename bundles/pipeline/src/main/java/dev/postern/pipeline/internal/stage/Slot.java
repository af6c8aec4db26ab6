// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.stage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;

/**
 * The place of a stage: whichever service ranks highest serves, from one message or step to the next.
 *
 * @param <T> which stage
 */
public interface Slot<T> {
    /** The stage's name, as records have it. */
    String name();

    /** What serves now. */
    Optional<Staged<T>> current();

    /**
     * What serves, or will within the time: while a stage's bundle is being updated nothing does.
     *
     * @throws WireException {@code unavailable} when nothing came
     */
    Staged<T> await(Duration longest) throws WireException, InterruptedException;

    /** For a stage that is not there. */
    static WireException missing(String name) {
        return new WireException(ErrorCode.UNAVAILABLE,
                "no bundle serves the pipeline's stage " + name + "; start one that does", List.of(), true,
                Duration.ofSeconds(5));
    }
}
