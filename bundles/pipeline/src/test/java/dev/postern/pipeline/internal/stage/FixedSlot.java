// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.stage;

import java.time.Duration;
import java.util.Optional;

import dev.postern.core.plugin.BundleIdentity;

/**
 * A place whose stage never changes.
 *
 * @param name the stage's name
 * @param staged what serves
 * @param <T> which stage
 */
public record FixedSlot<T>(String name, Staged<T> staged) implements Slot<T> {

    /** A place for the stage. */
    public static <T> Slot<T> of(String name, T stage, BundleIdentity identity) {
        return new FixedSlot<>(name, new Staged<>(stage, identity));
    }

    @Override
    public Optional<Staged<T>> current() {
        return Optional.of(staged);
    }

    @Override
    public Staged<T> await(Duration longest) {
        return staged;
    }
}
