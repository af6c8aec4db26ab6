// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.model;

/**
 * Tokens of one exchange, as the endpoint counts them; 0 where it does not say.
 *
 * @param input of the request, cached ones among them
 * @param cachedInput of these, such as came from a cache
 * @param output of the answer
 */
public record ModelUsage(long input, long cachedInput, long output) {
    /** Where an endpoint counts none. */
    public static final ModelUsage UNKNOWN = new ModelUsage(0, 0, 0);
}
