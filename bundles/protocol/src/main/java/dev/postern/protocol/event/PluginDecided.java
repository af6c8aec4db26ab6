// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import dev.postern.api.schema.Description;
import dev.postern.protocol.WireRecord;

/**
 * An update waits for an operator's word no more.
 *
 * @param plugin its id
 * @param version the update's version
 * @param bundle its bundle, {@code <symbolic name>/<version>/<sha256>}
 * @param decision what became of it
 * @param by who said so
 */
@WireRecord("plugin.decided")
@Description("An update waits for an operator's word no more.")
public record PluginDecided(
        String plugin,
        String version,
        @Description("Symbolic name, version and SHA-256, separated by slashes.") String bundle,
        @Description("What became of it.") Decision decision,
        @Description("Who said so; gateway for what happened by itself.") String by) {

    /** What can become of one. */
    public enum Decision {
        APPROVED,
        DENIED,
        /** A newer file came, or what it would have replaced is gone. */
        SUPERSEDED
    }
}
