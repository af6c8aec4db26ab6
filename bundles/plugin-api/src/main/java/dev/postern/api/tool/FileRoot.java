// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.tool;

/**
 * A folder that tools may use.
 *
 * @param name the first part of paths below it
 * @param writable whether anything below it may change
 */
public record FileRoot(String name, boolean writable) {}
