// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.model;

import org.osgi.annotation.versioning.ProviderType;

/** A piece of an answer on its way, for whoever watches; what counts is the finished {@link ModelAnswer}. */
@ProviderType
public sealed interface ModelDelta {

    /**
     * More text.
     *
     * @param text whole characters, never half a surrogate pair
     */
    record Text(String text) implements ModelDelta {}

    /**
     * A tool call begins to be written.
     *
     * @param index which of the answer's calls, from 0
     * @param name the tool's name, as the request had it
     */
    record CallBegun(int index, String name) implements ModelDelta {}
}
