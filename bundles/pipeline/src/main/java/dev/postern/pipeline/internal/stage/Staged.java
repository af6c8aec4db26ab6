// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.stage;

import dev.postern.core.plugin.BundleIdentity;

/**
 * A stage as it serves now.
 *
 * @param stage the service
 * @param identity the bytes that serve, which records name
 * @param <T> which stage
 */
public record Staged<T>(T stage, BundleIdentity identity) {}
