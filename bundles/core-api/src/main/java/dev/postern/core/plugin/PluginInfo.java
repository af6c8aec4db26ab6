// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.plugin;

import java.util.List;

/**
 * An installed plugin.
 *
 * @param id its id
 * @param version its version
 * @param title its name for people
 * @param state whether it serves
 * @param reason why it does not
 * @param shipped whether it came with the distribution
 * @param bundles its bundles, {@code <symbolic name>/<version>/<sha256>}
 * @param tools its tools, {@code <name>@<version>}
 * @param pinned whether it stays at its version when updates are made
 */
public record PluginInfo(
        String id,
        String version,
        String title,
        State state,
        String reason,
        boolean shipped,
        List<String> bundles,
        List<String> tools,
        boolean pinned) {

    /** Whether a plugin serves. */
    public enum State {
        ACTIVE, FAILED, DISABLED
    }
}
