// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.store;

import java.time.Instant;

import dev.postern.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A journal record before it has its position. What is said of the world lies in three parts, so that content can be
 * erased and encrypted apart from the facts around it.
 *
 * @param type what happened
 * @param tenant whose it is; {@link #INSTALLATION} for what concerns all
 * @param session the session, when there is one
 * @param turn the turn, when there is one
 * @param call the call, when there is one
 * @param at when
 * @param meta facts: ids, names, states, digests, versions; part of the event when the type is public
 * @param payload content: texts, inputs, outputs; part of the event when the type is public
 * @param replay what only a replay needs: policy inputs, model exchanges, times and seeds; never in an event
 */
public record Entry(
        RecordType type,
        String tenant,
        @Nullable String session,
        @Nullable String turn,
        @Nullable String call,
        Instant at,
        JsonObject meta,
        JsonObject payload,
        JsonObject replay) {

    /** The tenant of what concerns the whole installation. */
    public static final String INSTALLATION = "*";

    /**
     * What subscribers get for a public type: {@code session}, {@code turn} and {@code call} where there are any, then
     * the members of meta and payload. Of one that was erased they say so themselves: a topic has no other members.
     */
    public JsonObject event() {
        var event = JsonObject.builder();
        if (turn != null) {
            event.put("turn", turn);
        }
        if (session != null) {
            event.put("session", session);
        }
        if (call != null) {
            event.put("call", call);
        }
        event.putAll(meta);
        if (!Erased.is(payload)) {
            return event.putAll(payload).build();
        }
        payload.members().forEach((name, value) -> {
            if (!name.equals("erased")) {
                event.put(name, value);
            }
        });
        return event.build();
    }
}
