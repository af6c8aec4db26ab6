// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.store;

/**
 * A batch that is durable.
 *
 * @param position the position of its last record, or of the newest durable record when it had none
 */
public record Commit(long position) {}
