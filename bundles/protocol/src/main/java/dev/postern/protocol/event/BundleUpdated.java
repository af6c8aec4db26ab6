// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import dev.postern.api.schema.Description;
import dev.postern.protocol.WireRecord;

/**
 * One of the gateway's own bundles took another's place.
 *
 * @param exchange the exchange's id
 * @param bundle what serves now
 * @param version its version
 * @param replaced the version that served before
 * @param principal who asked
 */
@WireRecord("bundle.updated")
@Description("One of the gateway's own bundles took another's place.")
public record BundleUpdated(
        String exchange,
        @Description("Symbolic name, version and SHA-256, separated by slashes.") String bundle,
        @Description("The version that serves now.") String version,
        @Description("The version that served before.") String replaced,
        String principal) {}
