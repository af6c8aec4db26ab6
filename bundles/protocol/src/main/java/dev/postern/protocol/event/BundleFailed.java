// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import dev.postern.api.schema.Description;
import dev.postern.protocol.WireRecord;

/**
 * One of the gateway's own bundles was not exchanged; what served before serves.
 *
 * @param exchange the exchange's id
 * @param bundle what should have come
 * @param version its version
 * @param replaced the version that serves
 * @param principal who asked
 * @param code why not, for programs
 * @param reason why not, for people
 */
@WireRecord("bundle.failed")
@Description("One of the gateway's own bundles was not exchanged; what served before serves.")
public record BundleFailed(
        String exchange,
        @Description("Symbolic name, version and SHA-256, separated by slashes.") String bundle,
        @Description("The version that should have come.") String version,
        @Description("The version that serves.") String replaced,
        String principal,
        String code,
        String reason) {}
