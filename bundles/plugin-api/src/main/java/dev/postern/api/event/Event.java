// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.event;

import java.time.Instant;

import dev.postern.api.json.JsonObject;

/**
 * Something that happened and is recorded.
 *
 * @param topic what kind, for example {@code turn.finished}
 * @param tenant whose it is; {@code *} for the whole installation
 * @param cursor its place in the order of all events, opaque
 * @param at when it was recorded
 * @param payload as the contract has it for the topic
 */
public record Event(String topic, String tenant, String cursor, Instant at, JsonObject payload) {}
