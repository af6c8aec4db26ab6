// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import java.time.Instant;
import java.util.List;

import dev.postern.pipeline.internal.record.Arrival;

/**
 * What the journal says of a turn that was open when the gateway started.
 *
 * @param arrival how its first message came
 * @param speaker whose words it answers
 * @param begun whether its start is on record
 * @param messages all that it has, in order; at least one
 */
public record Remembered(Arrival arrival, Speaker speaker, boolean begun, List<Message> messages) {
    /** Copies the list. */
    public Remembered {
        messages = List.copyOf(messages);
    }

    /**
     * A message.
     *
     * @param bytes of its text
     * @param at when it was accepted
     */
    public record Message(int bytes, Instant at) {}

    /** Reads it. */
    @FunctionalInterface
    public interface Reader {
        /** Of a turn. May read. */
        Remembered read(String tenant, String turn);
    }
}
