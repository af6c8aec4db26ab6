// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.model;

import java.time.Duration;

/**
 * How long an exchange may take, and how large its answer may be.
 *
 * @param total all of it, with what is tried again
 * @param firstPiece until the first piece of an answer, each time it is tried
 * @param idle between two pieces of an answer
 * @param outputTokens tokens that the model may write, from 1
 * @param maxBytes bytes of an answer as the wire has it, from 1
 */
public record ModelLimits(Duration total, Duration firstPiece, Duration idle, int outputTokens, int maxBytes) {}
