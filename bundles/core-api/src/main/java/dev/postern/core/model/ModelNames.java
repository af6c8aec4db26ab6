// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.model;

import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/** Which models can be named. Safe for use by any thread; answers at once, and asks no endpoint. */
@ProviderType
public interface ModelNames {

    /**
     * What is wrong with a name.
     *
     * @param name an endpoint and a model of it, such as {@code local/llama3.2}
     * @return which endpoints there are, for people, when there is none of that name; else empty, though the endpoint may not
     *         know the model
     */
    Optional<String> problem(String name);
}
