// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.model;

import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.Secrets;
import org.osgi.annotation.versioning.ProviderType;

/** What one exchange may use; valid until it returns. */
@ProviderType
public interface ModelContext {

    /** HTTP requests, to hosts the provider's plugin may reach. */
    HttpAccess http();

    /** Secrets the provider's plugin may read. A key never appears in an answer, an error or a log. */
    Secrets secrets();

    /**
     * The bytes of an image of the request.
     *
     * @throws ModelException when they cannot be read any more; let it through
     */
    byte[] image(ModelImage image) throws ModelException;

    /** Hands on a piece of the answer as it comes. Never blocks, on the exchange's thread alone. */
    void delta(ModelDelta delta);
}
