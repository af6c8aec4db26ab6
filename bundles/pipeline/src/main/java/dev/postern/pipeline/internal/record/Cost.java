// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.record;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Usage;

/**
 * Which thing that costs the records speak of, and what it uses.
 *
 * @param step the step whose planner asks
 * @param number which of the step, from 0
 * @param kind what it is
 * @param model the model that is asked, if one is
 * @param usage what it uses: at most while it is asked for, then what it did; empty for what is not counted
 */
public record Cost(int step, int number, String kind, Optional<String> model, Optional<Usage> usage) {

    /** The same with another usage. */
    public Cost using(Optional<Usage> other) {
        return new Cost(step, number, kind, model, other);
    }

    JsonObject.Builder facts(String use) {
        var facts = JsonObject.builder().put("step", step).put("number", number).put("kind", kind).put("model", model);
        usage.ifPresent(some -> facts.put(use, UsageCodec.write(some)));
        return facts;
    }
}
