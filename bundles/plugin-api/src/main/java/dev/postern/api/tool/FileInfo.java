// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.tool;

import java.time.Instant;

/**
 * A file or folder.
 *
 * @param path its path, beginning with the root's name
 * @param folder whether it is a folder
 * @param size bytes, 0 for a folder
 * @param modified when it was last changed
 */
public record FileInfo(String path, boolean folder, long size, Instant modified) {}
