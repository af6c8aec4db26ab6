// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.blob;

import java.time.Instant;

/**
 * A stored blob.
 *
 * @param id its id: {@code b_} and the SHA-256 in hex
 * @param tenant whose it is
 * @param sha256 hex
 * @param size in bytes
 * @param mediaType as the sender said; never trusted for rendering
 * @param at when it was stored first
 */
public record BlobInfo(String id, String tenant, String sha256, long size, String mediaType, Instant at) {}
