// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.planner.TurnView;

/**
 * What comes with a message besides its words.
 *
 * @param before what its sender says was said before, the newest last; nothing of it is on record
 * @param planner the planner that its session must have; empty for whatever it has
 * @param models the models that its session must have; empty for the same
 */
public record Preface(List<TurnView.Exchange> before, Optional<String> planner, Map<String, String> models) {
    /** Nothing. */
    public static final Preface NONE = new Preface(List.of(), Optional.empty(), Map.of());

    /** Copies the collections. */
    public Preface {
        before = List.copyOf(before);
        models = Map.copyOf(models);
    }
}
