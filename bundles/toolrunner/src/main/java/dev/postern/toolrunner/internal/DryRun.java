// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.Locale;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.core.policy.PolicyDecision;
import dev.postern.core.policy.PolicyDecision.Effect;
import dev.postern.core.store.StoreException;
import dev.postern.core.tool.CallOutcome;

/** Says what a call would do: with the tool's own words if it can preview and policy does not forbid the call. */
record DryRun(CallRecords records, ToolPreview preview) {

    CallOutcome run(PolicyDecision decision) throws StoreException, InterruptedException {
        // what a tool shows of the world is not for those who may not call it
        var shown = decision.effect() == Effect.DENY ? JsonObject.EMPTY : preview.show();
        var outcome = new CallOutcome.Previewed(
                shown,
                JsonObject.builder()
                        .put("effect", decision.effect().name().toLowerCase(Locale.ROOT))
                        .put("rules", JsonArray.ofStrings(decision.rules()))
                        .put("reason", decision.reason())
                        .build());
        records.previewed(outcome);
        return outcome;
    }
}
