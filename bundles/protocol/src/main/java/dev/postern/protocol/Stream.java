// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;

/**
 * A piece of output as it comes; not durable, and the first thing dropped.
 *
 * @param stream the turn's or call's id
 * @param attempt from 1; a new attempt starts {@code seq} anew
 * @param seq from 0
 * @param kind {@code token}, {@code output}, {@code progress}, …
 * @param data the piece
 * @param end whether it is the last
 */
@WireRecord(value = "stream", frame = "stream")
@Description("A piece of output as it comes; not durable, and the first thing dropped.")
public record Stream(
        @Description("The turn's or call's id.") String stream,
        @Range(min = 1) int attempt,
        @Range(min = 0) long seq,
        @Description("Such as token, output, progress.") String kind,
        String data,
        @Description("Whether it is the last piece.") boolean end)
        implements
            Frame {}
