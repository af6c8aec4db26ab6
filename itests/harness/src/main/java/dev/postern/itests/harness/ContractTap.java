// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.JsonException;
import dev.postern.json.StrictJson;

/**
 * Sits on a connection and holds all that the gateway sends against the contract. What breaks it fails the test at the
 * client's next step, or when the client is closed. Measurements turn it off: {@code -Dpostern.contract.check=false}.
 */
final class ContractTap {
    private static final boolean OFF = System.getProperty("postern.contract.check", "").equals("false");
    private static final StrictJson JSON = new StrictJson();

    private final Map<String, String> asked = new ConcurrentHashMap<>();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final Queue<String> broken = new ConcurrentLinkedQueue<>();

    /** Notes what a frame of the client asks; frames that ask nothing are of no interest. */
    void sent(String text) {
        if (OFF) {
            return;
        }
        try {
            if (JSON.parse(text) instanceof JsonObject frame) {
                var id = frame.text("id").orElse("");
                frame.text("type").filter("connect"::equals).or(() -> frame.text("method"))
                        .ifPresent(what -> asked.put(id, what));
            }
        } catch (JsonException noFrame) {
            // some tests send what is none
        }
    }

    /** Holds a frame of the gateway against the contract. */
    void received(JsonObject frame) {
        if (OFF) {
            return;
        }
        var answered = frame.text("id").map(id -> asked.getOrDefault(id, "")).orElse("");
        var violations = WireContract.ofCheckout().violations(frame, answered);
        if (!violations.isEmpty()) {
            broken.add(String.join("; ", violations) + ": " + abridged(frame.toString()));
        } else if (frame.bool("ok").orElse(false)) {
            held.add(answered);
        } else {
            frame.text("topic").ifPresent(held::add);
        }
    }

    /** Notes what is no frame at all. */
    void garbage(String text) {
        broken.add("no JSON object: " + abridged(text));
    }

    /** Fails when anything received so far broke the contract. */
    void check() {
        if (!broken.isEmpty()) {
            throw new BrokenContract(String.join("\n", broken));
        }
    }

    /** The methods whose results, and the topics whose events, came and kept the contract. */
    Set<String> held() {
        return new TreeSet<>(held);
    }

    private static String abridged(String text) {
        return text.length() > 2_000 ? text.substring(0, 2_000) + "…" : text;
    }
}
