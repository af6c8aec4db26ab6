// SPDX-License-Identifier: Apache-2.0
package dev.postern.exchange.internal;

import java.util.Optional;

import dev.postern.api.schema.Description;

/**
 * One of the gateway's own bundles, for whoever asks.
 *
 * @param name its symbolic name
 * @param version the version that serves
 * @param sha256 of its file, hex
 * @param exchanged whether it took the place of what was shipped
 * @param fixed why it changes with the whole distribution only
 * @param closesConnections whether its exchange closes connections for a moment
 */
public record BundleView(
        @Description("Its symbolic name.") String name,
        @Description("The version that serves.") String version,
        @Description("SHA-256 of its file, hexadecimal.") String sha256,
        @Description("Whether it took the place of what was shipped.") boolean exchanged,
        @Description("Why it changes with the whole distribution only; absent for one that can be exchanged.") Optional<String> fixed,
        @Description("Whether its exchange closes connections for a moment, with 1012.") boolean closesConnections) {}
