// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.Map;

import dev.postern.api.schema.Description;

/**
 * What a turn used of models.
 *
 * @param input tokens that were read, cached ones among them
 * @param cachedInput of these, such as came from a cache
 * @param output tokens that were written
 * @param spend what it cost, as far as prices are known: millionths of a currency's unit, by its three letters
 */
public record TurnUsage(
        long input,
        long cachedInput,
        long output,
        @Description("Millionths of a currency's unit, by its three letters.") Map<String, Long> spend) {}
