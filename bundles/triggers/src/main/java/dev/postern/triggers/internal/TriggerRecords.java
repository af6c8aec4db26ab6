// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.time.Instant;
import java.util.Optional;

import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.surface.Receipt;
import dev.postern.api.trigger.Firing;
import dev.postern.core.pipeline.Inlet;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;

/** What the journal says of triggers. */
final class TriggerRecords {
    private TriggerRecords() {}

    static Entry fired(TimedTrigger trigger, Firing firing, Optional<String> by, Receipt receipt, Instant at) {
        var meta = meta(trigger, firing, by).build();
        return new Entry(RecordType.TRIGGER_FIRED, trigger.tenant(), receipt.session(), receipt.turn(), null, at, meta,
                JsonObject.EMPTY, JsonObject.EMPTY);
    }

    static Entry failed(TimedTrigger trigger, Firing firing, Optional<String> by, Failure failure, Instant at) {
        var meta = meta(trigger, firing, by).put("code", failure.code()).put("again", failure.again()).build();
        return new Entry(RecordType.TRIGGER_FAILED, trigger.tenant(), null, null, null, at, meta,
                JsonObject.of("reason", failure.reason()), JsonObject.EMPTY);
    }

    private static JsonObject.Builder meta(TimedTrigger trigger, Firing firing, Optional<String> by) {
        return JsonObject.builder()
                .put("trigger", trigger.id())
                .put("due", firing.due().toString())
                .put("missed", JsonNumber.of(firing.missed()))
                .put("by", by)
                .put("principal", Inlet.TRIGGER + "/" + trigger.id());
    }

    /**
     * Why no message came of a due time.
     *
     * @param code for programs
     * @param reason for people
     * @param again whether the same time is tried again
     */
    record Failure(String code, String reason, boolean again) {}
}
