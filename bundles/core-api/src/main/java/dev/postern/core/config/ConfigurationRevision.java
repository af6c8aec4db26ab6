// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.config;

import org.osgi.annotation.versioning.ProviderType;

/** Names the configuration as a whole, so that a record can say under which it was made. */
@ProviderType
public interface ConfigurationRevision {

    /**
     * SHA-256, hex, over all configurations in force, secrets only as their references. The same configurations have the
     * same revision, on whatever machine. Answers at once.
     */
    String current();
}
