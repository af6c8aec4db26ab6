// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.access;

import dev.postern.api.tool.Progress;
import org.osgi.annotation.versioning.ProviderType;

/** Hands out means, each within its grants. */
@ProviderType
public interface AccessProvider {

    /**
     * Opens the means for one call or one surface.
     *
     * @param grants what may be reached
     * @param readOnly whether anything that changes the world is refused: for previews
     * @param progress gets the output of programs as it comes
     */
    Access open(Grants grants, boolean readOnly, Progress progress);
}
