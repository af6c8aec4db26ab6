// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.model;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Speaks with models over one wire at one endpoint: implemented by plugins as a service with the properties {@link #NAME},
 * {@link #VERSION} and {@link #IMAGES}. A component with a configuration for each endpoint registers one for each.
 *
 * <p>A provider keeps nothing of an exchange once it has returned, chooses no other model than it was asked for, and runs
 * no tool.
 */
@ConsumerType
public interface ModelProvider {
    /** The service property that names the endpoint, which sessions choose a model by: {@code [a-z0-9][a-z0-9-]{0,63}}. */
    String NAME = "postern.model.provider.name";

    /** The service property with the version of the wire that it speaks, for the record; may be missing. */
    String VERSION = "postern.model.provider.version";

    /**
     * The service property with the names of the models that take images, a {@code String[]} in which {@code *} stands for
     * any characters. Without it none does: a model is told of an image then, and not shown it.
     */
    String IMAGES = "postern.model.provider.images";

    /**
     * Makes one exchange. Called on a virtual thread, for several exchanges at once; cancelled by interrupting the thread,
     * upon which it closes the connection. It tries again by itself where nothing of an answer came yet and trying again
     * may help, within the request's limits; for how long to wait it heeds what the endpoint says.
     *
     * @param request what to send
     * @param context what it may use
     * @return the whole answer
     * @throws ModelException why there is none
     * @throws InterruptedException when cancelled; let it through
     */
    ModelAnswer exchange(ModelRequest request, ModelContext context) throws ModelException, InterruptedException;
}
