// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.surface;

/**
 * An accepted message.
 *
 * @param session the session it went to
 * @param turn the turn that will answer it
 * @param duplicate whether the same message had been accepted before; nothing happened a second time
 */
public record Receipt(String session, String turn, boolean duplicate) {}
