// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.surface;

import dev.postern.core.access.Access;
import dev.postern.core.access.Grants;

/** Gives adapters what their plugin may use. */
@FunctionalInterface
public interface Means {
    /** Opens the means of one adapter; closed with it. */
    Access open(Grants grants);
}
