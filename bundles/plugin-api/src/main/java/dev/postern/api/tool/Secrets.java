// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.tool;

import org.osgi.annotation.versioning.ProviderType;

/** Secrets by name; never put one into an output, a log or a progress line. */
@ProviderType
public interface Secrets {

    /**
     * The secret.
     *
     * @param name its name
     * @return its value
     * @throws ToolException code {@code forbidden} when the plugin may not read it, {@code not_found} when there is none
     */
    String get(String name) throws ToolException;
}
