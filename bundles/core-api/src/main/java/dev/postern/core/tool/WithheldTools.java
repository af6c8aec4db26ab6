// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.tool;

import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/** What is known of tools by what is installed, whether they serve or not. Answers at once, from any thread. */
@ProviderType
public interface WithheldTools {

    /**
     * Why a tool does not serve that somebody wants not to.
     *
     * @param tool its name
     * @param versions an OSGi version range; empty for any
     * @return the reason and the way out; empty when nobody holds it back
     */
    Optional<String> reason(String tool, String versions);

    /**
     * Whether a version is installed, and nobody holds it back or is about to remove it.
     *
     * @param tool its name
     * @param versions an OSGi version range; empty for any
     */
    default boolean shallServe(String tool, String versions) {
        return false;
    }
}
