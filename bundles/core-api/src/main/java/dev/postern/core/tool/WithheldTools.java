// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.tool;

import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/** Tools that are installed and do not serve because somebody wants it so. Answers at once, from any thread. */
@ProviderType
public interface WithheldTools {

    /**
     * Why a tool does not serve.
     *
     * @param tool its name
     * @return the reason and the way out; empty when nobody holds it back
     */
    Optional<String> reason(String tool);
}
