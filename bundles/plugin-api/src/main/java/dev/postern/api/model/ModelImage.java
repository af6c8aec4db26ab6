// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.model;

/**
 * An image in a message. Records hold this and not its bytes, which {@link ModelContext#image} gives; its id is their digest,
 * so that they are the same whenever they are asked for.
 *
 * @param blob its id: {@code b_} and the SHA-256 of its bytes in hex
 * @param mediaType what its bytes are: {@code image/png}, {@code image/jpeg}, {@code image/gif} or {@code image/webp}
 * @param name a file name, empty when there is none
 * @param size in bytes
 */
public record ModelImage(String blob, String mediaType, String name, long size) {}
