// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.surface;

import dev.postern.api.surface.SurfaceAdapter;
import dev.postern.core.access.Grants;

/**
 * An adapter that is registered.
 *
 * @param surface the name it gives its surface
 * @param tenant whose messages it brings
 * @param plugin the symbolic name of its bundle
 * @param grants what its plugin may reach
 * @param service the framework's id of the service
 * @param adapter the service
 */
public record Candidate(
        String surface, String tenant, String plugin, Grants grants, long service, SurfaceAdapter adapter) {}
