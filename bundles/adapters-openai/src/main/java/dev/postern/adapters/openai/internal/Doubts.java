// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.postern.api.event.Event;

/** What a turn waits for a person for, as far as its client may know. */
final class Doubts {
    private final Map<String, String> open = new LinkedHashMap<>();
    private long since;

    /** Takes note. */
    void happened(Event event) {
        var payload = event.payload();
        var tool = payload.text("tool").orElse("a tool");
        switch (event.topic()) {
            case "approval.requested" -> {
                var approval = payload.text("approval").orElse("");
                opened(approval, "approval " + approval + " for " + tool + " (" + payload.text("mode").orElse("confirm")
                        + ")");
            }
            case "approval.decided" -> open.remove(payload.text("approval").orElse(""));
            case "tool.in_doubt" -> {
                var call = payload.text("call").orElse("");
                opened(call, "word of what became of the call " + call + " of " + tool + ", which stands in doubt");
            }
            case "tool.finished" -> open.remove(payload.text("call").orElse(""));
            default -> {
                // nothing that anybody waits for
            }
        }
    }

    /** It waits, and nobody may say what for. */
    void hidden() {
        opened("", "a person's word");
    }

    /** It does not wait any more, for what nobody may say. */
    void over() {
        open.remove("");
    }

    /** Whether anything is waited for, for as long as that. */
    boolean isOlderThan(Duration patience) {
        return !open.isEmpty() && System.nanoTime() - since >= patience.toNanos();
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Says so, and what to do. */
    String text(String turn) {
        return "This waits for " + String.join(", and for ", open.values())
                + ". It goes on by itself once that is given,"
                + " with ./postern approvals or in the panels; its reply is then the answer to this request with the same"
                + " Idempotency-Key, and to be had under " + turn + ".";
    }

    private void opened(String id, String what) {
        if (open.isEmpty()) {
            since = System.nanoTime();
        }
        open.put(id, what);
    }
}
