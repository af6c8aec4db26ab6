// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.access;

import dev.postern.api.tool.FileAccess;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ProcessAccess;
import dev.postern.api.tool.Secrets;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The means of one call or one surface. Closing it ends what still goes on through it: requests, programs and their
 * children; afterwards every means throws {@link IllegalStateException}.
 */
@ProviderType
public interface Access extends AutoCloseable {

    /** Files below the roots that were granted. */
    FileAccess files();

    /** HTTP to the hosts that were granted. */
    HttpAccess http();

    /** The programs that were granted. */
    ProcessAccess processes();

    /** The secrets that were granted. */
    Secrets secrets();

    @Override
    void close();
}
