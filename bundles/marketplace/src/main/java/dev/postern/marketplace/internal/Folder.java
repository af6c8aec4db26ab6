// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.nio.file.Path;

/** Where a marketplace's files lie. Blocks; ends by an interrupt. */
interface Folder {
    /**
     * Reads a small file.
     *
     * @param path below the folder, as the catalogue's rule has it
     * @param most bytes that it may have
     */
    byte[] read(String path, int most) throws Trouble, InterruptedException;

    /**
     * Copies a file onto the disk; what is there after a failure is for the caller to delete.
     *
     * @param size that it has: not one byte more is written
     */
    void copy(String path, long size, Path to) throws Trouble, InterruptedException;
}
