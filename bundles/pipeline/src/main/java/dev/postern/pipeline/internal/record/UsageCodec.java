// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.record;

import java.util.HashMap;
import java.util.TreeMap;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Usage;

/** What was used, as records have it. */
public final class UsageCodec {
    private UsageCodec() {}

    static JsonObject write(Usage usage) {
        var spend = JsonObject.builder();
        new TreeMap<>(usage.spend()).forEach(spend::put);
        return JsonObject.builder().put("input", usage.input()).put("cachedInput", usage.cachedInput())
                .put("output", usage.output()).put("spend", spend.build()).build();
    }

    /** What {@link #write} made. */
    public static Usage read(JsonObject usage) {
        var written = usage.object("spend").orElse(JsonObject.EMPTY);
        var spend = new HashMap<String, Long>();
        written.members().keySet().forEach(currency -> written.integer(currency)
                .ifPresent(amount -> spend.put(currency, amount)));
        return new Usage(usage.integer("input").orElse(0L), usage.integer("cachedInput").orElse(0L),
                usage.integer("output").orElse(0L), spend);
    }
}
